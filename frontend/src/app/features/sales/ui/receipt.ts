import { Component, booleanAttribute, computed, inject, input } from '@angular/core';

import { CurrentCompany } from '../../../core/company/company';
import { fullTime } from '../../../core/time/relative-time';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { paymentWords } from '../data/method-words';
import type { Sale } from '../data/sales-wire';
import { SALES_TEXTS } from '../data/texts';

/** The receipt of a sale for an 80 mm printer. On screen only as a `preview`; on paper it is all that is printed. */
@Component({
  selector: 'app-receipt',
  imports: [MoneyPipe],
  templateUrl: './receipt.html',
  styleUrl: './receipt.scss',
  host: { role: 'region', '[attr.aria-label]': 'texts.label', '[class.preview]': 'preview()' },
})
export class Receipt {
  readonly sale = input.required<Sale>();
  readonly company = input.required<string>();
  readonly pointOfSale = input('');
  readonly preview = input(false, { transform: booleanAttribute });
  readonly #company = inject(CurrentCompany);
  protected readonly when = computed(() =>
    fullTime(this.sale().createdAt, this.#company.locale(), this.#company.timeZone()),
  );
  protected readonly paymentWords = paymentWords;
  protected readonly texts = SALES_TEXTS.receipt;

  /** "1,5 × $ 1.200,00", or nothing for a single piece without a discount. */
  protected count(quantity: number): string {
    return new Intl.NumberFormat(this.#company.locale(), { maximumFractionDigits: 3 }).format(quantity);
  }
}
