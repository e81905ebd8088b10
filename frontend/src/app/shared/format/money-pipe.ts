import { Pipe, type PipeTransform, inject } from '@angular/core';

import { CurrentCompany } from '../../core/company/company';
import { formatMoney } from '../../core/money/money';

/** `{{ 15000.5 | money }}` → `$ 15.000,50` in the company's currency and locale, or in the currency given. */
@Pipe({ name: 'money', pure: false })
export class MoneyPipe implements PipeTransform {
  readonly #company = inject(CurrentCompany);

  transform(amount: number | null | undefined, currency?: string): string {
    if (amount === null || amount === undefined) {
      return '';
    }
    return formatMoney(amount, currency ?? this.#company.currency(), this.#company.locale());
  }
}
