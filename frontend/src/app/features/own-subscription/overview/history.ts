import { Component, input } from '@angular/core';

import { DayPipe } from '../../../shared/format/day-pipe';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { StatusChip } from '../../../shared/status/status-chip';
import { SubscriptionState } from '../../admin-subscriptions/api/subscriptions';
import { type Row, isReplaced } from '../data/standing';
import { SUBSCRIPTION_TEXTS } from '../data/texts';

/** Every subscription of the company, newest first. */
@Component({
  selector: 'app-subscription-history',
  imports: [DayPipe, MoneyPipe, StatusChip, SubscriptionState],
  template: `
    <h2 id="history-title">{{ texts.history }}</h2>
    <ol role="list">
      @for (row of rows(); track row.id) {
        <li>
          @if (replaced(row)) {
            <app-status-chip tone="neutral" icon="swap_horiz" [label]="texts.replaced" />
          } @else {
            <app-subscription-state [state]="row.estado" />
          }
          <span class="words">
            <strong>{{ row.plan.nombre }}</strong>
            <span class="small quiet numeric">{{ row.fecha_inicio | day }} – {{ row.fecha_fin | day }}</span>
          </span>
          <span class="amount numeric">
            {{ row.importe_a_cobrar | money: row.moneda }}
            @if (row.forma_pago) {
              <span class="small quiet">{{ row.forma_pago === 'mercadopago' ? texts.online : row.forma_pago }}</span>
            }
          </span>
        </li>
      } @empty {
        <li class="quiet">{{ texts.historyEmpty }}</li>
      }
    </ol>
  `,
  styles: `
    ol {
      margin-block-start: var(--space-3);
    }

    li {
      display: grid;
      grid-template-columns: 9rem minmax(0, 1fr) auto;
      align-items: center;
      gap: var(--space-2) var(--space-3);
      min-block-size: 4rem;
      padding-block: var(--space-2);
      border-block-start: 1px solid var(--line);
    }

    li.quiet {
      display: block;
      padding-block-start: var(--space-4);
    }

    app-status-chip,
    app-subscription-state {
      justify-self: start;
    }

    .words,
    .amount {
      display: grid;
    }

    .amount {
      text-align: end;
    }

    @media (width <= 720px) {
      li {
        grid-template-columns: minmax(0, 1fr) auto;
      }

      app-status-chip,
      app-subscription-state {
        grid-column: 1 / -1;
      }
    }
  `,
  host: { class: 'card', role: 'region', 'aria-labelledby': 'history-title' },
})
export class SubscriptionHistory {
  readonly rows = input.required<readonly Row[]>();
  protected readonly texts = SUBSCRIPTION_TEXTS;

  protected replaced(row: Row): boolean {
    return isReplaced(row, this.rows());
  }
}
