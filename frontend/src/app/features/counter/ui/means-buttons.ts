import { Component, input, output } from '@angular/core';

import { Icon } from '../../../shared/icon/icon';
import type { IconName } from '../../../shared/icon/icon-names';
import type { Means } from '../data/charge-wire';
import { COUNTER_TEXTS } from '../data/texts';

const ICONS: Readonly<Record<Means, IconName>> = { QR: 'qr_code_2', POINT: 'contactless', CASH: 'payments' };

/** One button for each way to pay that this point of sale has; the preferred one stands out and answers to Enter. */
@Component({
  selector: 'app-means-buttons',
  imports: [Icon],
  template: `
    @for (means of offered(); track means) {
      <button
        type="button"
        [class.preferred]="means === preferred()"
        [attr.aria-disabled]="!isReady() || null"
        [attr.aria-keyshortcuts]="texts.means.keys[means] + (means === preferred() ? ' Enter' : '')"
        (click)="isReady() && chosen.emit(means)"
      >
        <app-icon [name]="icons[means]" />
        <span>{{ texts.means[means] }}</span>
        <kbd aria-hidden="true">{{ means === preferred() ? texts.means.enter : texts.means.keys[means] }}</kbd>
      </button>
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-auto-flow: column;
      grid-auto-columns: minmax(0, 1fr);
      gap: var(--space-2);
    }

    button {
      display: flex;
      flex-direction: column;
      align-items: center;
      justify-content: center;
      gap: 0.125rem;
      min-block-size: 4.75rem;
      padding: var(--space-2);
      color: var(--ink);
      background: var(--paper-raised);
      border: 1px solid var(--line-strong);
      border-radius: var(--radius);
      font-weight: 600;
      cursor: pointer;
      touch-action: manipulation;
    }

    button:hover {
      background: var(--paper-sunken);
    }

    .preferred,
    .preferred:hover {
      color: var(--on-brand);
      background: var(--brand);
      border-color: var(--brand);
    }

    [aria-disabled] {
      cursor: default;
    }

    [aria-disabled]:not(.preferred) {
      color: var(--ink-quiet);
      border-color: var(--line);
    }

    .preferred[aria-disabled],
    .preferred[aria-disabled]:hover {
      color: var(--on-brand-surface);
      background: var(--brand-surface);
      border-color: transparent;
    }

    app-icon {
      font-size: 1.5rem;
    }

    kbd {
      display: none;
      padding: 0 var(--space-1);
      border: 1px solid currentcolor;
      border-radius: 4px;
      font: inherit;
      font-size: var(--text-xs);
      font-weight: 500;
      line-height: 1.3;
    }

    @media (hover: hover) and (width > 720px) {
      kbd {
        display: block;
      }
    }
  `,
  host: { role: 'group', '[attr.aria-label]': 'texts.means.label' },
})
export class MeansButtons {
  readonly offered = input.required<readonly Means[]>();
  readonly preferred = input.required<Means>();
  /** Whether there is an amount to charge. */
  readonly isReady = input.required<boolean>();
  readonly chosen = output<Means>();
  protected readonly icons = ICONS;
  protected readonly texts = COUNTER_TEXTS;
}
