import { Component, computed, input } from '@angular/core';

import { MoneyPipe } from '../../../shared/format/money-pipe';

/** What one way of paying brought in. */
export interface MethodTotal {
  readonly method: string;
  readonly name: string;
  readonly total: number;
  readonly count: number;
}

/** Colours of the plots: a way of paying keeps its own everywhere. */
const SERIES: Readonly<Record<string, string>> = {
  MP_QR: 'qr',
  QR: 'qr',
  MP_POINT: 'point',
  CREDIT_CARD: 'point',
  DEBIT_CARD: 'point',
  CASH: 'cash',
  TRANSFER: 'online',
};

/** The ways of paying, the largest first, as bars with their amounts. */
@Component({
  selector: 'app-method-bars',
  imports: [MoneyPipe],
  template: `
    <ul role="list">
      @for (row of rows(); track row.method) {
        <li>
          <span>{{ row.name }} <span class="small quiet numeric">× {{ row.count }}</span></span>
          <strong class="numeric">{{ row.total | money }}</strong>
          <meter min="0" max="100" aria-hidden="true" [class]="row.series" [value]="row.percent"></meter>
        </li>
      }
    </ul>
  `,
  styles: `
    ul {
      display: grid;
      gap: var(--space-4);
    }

    li {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: var(--space-1) var(--space-3);
    }

    meter {
      grid-column: 1 / -1;
      appearance: none;
      inline-size: 100%;
      block-size: 0.625rem;
      border: 0;
      background: var(--paper-sunken);
      border-radius: var(--radius-full);
      overflow: hidden;
      --bar: var(--plot-muted);
    }

    .qr {
      --bar: var(--plot-qr);
    }

    .point {
      --bar: var(--plot-point);
    }

    .cash {
      --bar: var(--plot-cash);
    }

    .online {
      --bar: var(--plot-online);
    }

    meter::-webkit-meter-bar {
      block-size: 0.625rem;
      border: 0;
      background: var(--paper-sunken);
      border-radius: var(--radius-full);
    }

    meter::-webkit-meter-optimum-value {
      background: var(--bar);
    }

    meter::-moz-meter-bar {
      background: var(--bar);
    }
  `,
})
export class MethodBars {
  readonly totals = input.required<readonly MethodTotal[]>();
  protected readonly rows = computed(() => {
    const largest = Math.max(...this.totals().map((one) => one.total), 1);
    return [...this.totals()]
      .sort((one, other) => other.total - one.total)
      .map((one) => ({ ...one, series: SERIES[one.method] ?? '', percent: (one.total / largest) * 100 }));
  });
}
