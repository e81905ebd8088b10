import { Component, computed, inject, input } from '@angular/core';

import { CurrentCompany } from '../../../core/company/company';
import { COUNTER_TEXTS } from '../data/texts';

/** The amount to charge: the largest thing on the page, smaller only when it would not fit. */
@Component({
  selector: 'app-amount-display',
  template: `
    <span class="visually-hidden">{{ texts.amount }}</span>
    <output [class.long]="length() > 9" [class.longest]="length() > 12" [class.nothing]="isNothing()" aria-live="polite">
      <span class="symbol">{{ symbol() }}</span><span class="digits">{{ text() }}</span>
    </output>
  `,
  styles: `
    :host {
      display: block;
    }

    output {
      display: flex;
      align-items: baseline;
      justify-content: end;
      gap: 0.18em;
      min-block-size: 5.5rem;
      font-size: clamp(3.5rem, 12vw, 5rem);
      font-weight: 650;
      font-variant-numeric: tabular-nums;
      line-height: 1.1;
      letter-spacing: -0.03em;
      white-space: nowrap;
    }

    .long {
      font-size: clamp(2.75rem, 9.5vw, 4rem);
    }

    .longest {
      font-size: clamp(2.25rem, 7.5vw, 3.5rem);
    }

    .symbol {
      color: var(--ink-quiet);
      font-size: 0.5em;
      font-weight: 500;
    }

    .nothing .digits {
      color: var(--ink-quiet);
    }
  `,
})
export class AmountDisplay {
  /** The amount as typed or added up, grouped. */
  readonly text = input.required<string>();
  readonly isNothing = input(false);
  readonly #company = inject(CurrentCompany);
  protected readonly length = computed(() => this.text().length);
  protected readonly symbol = computed(
    () =>
      new Intl.NumberFormat(this.#company.locale(), {
        style: 'currency',
        currency: this.#company.currency(),
        currencyDisplay: 'narrowSymbol',
      })
        .formatToParts(0)
        .find((part) => part.type === 'currency')?.value ?? '$',
  );
  protected readonly texts = COUNTER_TEXTS;
}
