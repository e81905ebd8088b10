import { Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { CurrentCompany } from '../../../core/company/company';
import { fullTime } from '../../../core/time/relative-time';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { Icon } from '../../../shared/icon/icon';
import { isPlanChange, payableUntil } from '../data/charges';
import type { Row } from '../data/standing';
import { SUBSCRIPTION_TEXTS } from '../data/texts';

/** What has to be paid, how much, until when, and the way there. */
@Component({
  selector: 'app-waiting-payment',
  imports: [Icon, MatButton, MoneyPipe],
  template: `
    @let row = waiting();
    <h2 id="waiting-title"><app-icon name="hourglass_top" />{{ title() }}</h2>
    <p class="amount numeric">{{ row.importe_a_cobrar | money: row.moneda }}</p>
    @if (isChecking()) {
      <p role="status">{{ texts.checking }}</p>
    }
    <p class="numeric">{{ texts.until(until()) }}</p>
    @if (isChange()) {
      <p>{{ texts.changes }}</p>
    }
    <div class="row">
      @if (row.payment_url; as url) {
        <a matButton="filled" [href]="url">{{ texts.pay }}</a>
      } @else {
        <p role="status">{{ texts.noLink }}</p>
      }
      <button matButton type="button" (click)="dropped.emit()">{{ texts.drop }}</button>
    </div>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
      color: var(--waiting);
      background: var(--waiting-surface);
    }

    h2 {
      display: flex;
      align-items: center;
      gap: var(--space-2);
    }

    .amount {
      font-size: var(--text-2xl);
      font-weight: 650;
      line-height: 1.1;
      letter-spacing: -0.02em;
    }
  `,
  host: { class: 'card', role: 'region', 'aria-labelledby': 'waiting-title' },
})
export class WaitingPayment {
  readonly waiting = input.required<Row>();
  /** Every row of the company: what the payment continues is one of them. */
  readonly rows = input.required<readonly Row[]>();
  /** The person is back from the payment page. */
  readonly isChecking = input(false);
  readonly dropped = output();
  readonly #company = inject(CurrentCompany);
  protected readonly isChange = computed(() => isPlanChange(this.waiting(), this.rows()));
  protected readonly title = computed(() => {
    const { first, renewal, change } = this.texts.titles;
    const words = this.isChange() ? change : this.waiting().renueva_a === null ? first : renewal;
    return words(this.waiting().plan.nombre);
  });
  protected readonly until = computed(() => {
    const instant = payableUntil(this.waiting(), this.rows(), this.#company.timeZone());
    // Midnight belongs to the day before it, as people count days.
    return fullTime(new Date(instant - 1000).toISOString(), this.#company.locale(), this.#company.timeZone());
  });
  protected readonly texts = SUBSCRIPTION_TEXTS.waiting;
}
