import { Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';

import { MoneyPipe } from '../../../shared/format/money-pipe';
import { When } from '../../../shared/format/when';
import { StatusChip } from '../../../shared/status/status-chip';
import type { OpenCharge } from '../data/charge-wire';
import { COUNTER_TEXTS } from '../data/texts';

/** The charges that are not over, each a way back to its live state. Draws nothing when there are none. */
@Component({
  selector: 'app-open-charges',
  imports: [MoneyPipe, RouterLink, StatusChip, When],
  template: `
    @if (charges().length > 0) {
      <section [attr.aria-label]="texts.open.title(charges().length)">
        <h2>{{ texts.open.title(charges().length) }}</h2>
        <ul role="list">
          @for (charge of charges(); track charge.id) {
            <li>
              <a [routerLink]="['/panel/cobrar', charge.id]">
                @if (charge.status === 'UNDECIDED') {
                  <app-status-chip tone="undecided" [label]="texts.open.undecided" />
                } @else {
                  <app-status-chip tone="waiting" [label]="texts.open.waiting" />
                }
                <strong class="numeric">{{ charge.amount | money }}</strong>
                <span class="go">{{ texts.open.look }}</span>
                <span class="small quiet facts">
                  {{ texts.open[charge.channel] }} · <app-when [at]="charge.createdAt" />
                </span>
              </a>
            </li>
          }
        </ul>
      </section>
    }
  `,
  styles: `
    section {
      display: grid;
      gap: var(--space-2);
    }

    h2 {
      font-size: var(--text-md);
    }

    ul {
      display: grid;
      gap: var(--space-2);
    }

    a {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-3);
      min-block-size: var(--touch-counter);
      padding: var(--space-2) var(--space-4);
      color: var(--ink);
      background: var(--paper-raised);
      border: 1px solid var(--line);
      border-radius: var(--radius);
      text-decoration: none;

      &:hover {
        background: var(--paper-sunken);
      }
    }

    .facts {
      flex: 1 0 100%;
    }

    .go {
      margin-inline-start: auto;
      color: var(--brand);
      font-weight: 600;
    }
  `,
})
export class OpenCharges {
  readonly charges = input.required<readonly OpenCharge[]>();
  protected readonly texts = COUNTER_TEXTS;
}
