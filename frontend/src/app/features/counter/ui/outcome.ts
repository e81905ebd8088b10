import { Component, computed, input } from '@angular/core';

import { MoneyPipe } from '../../../shared/format/money-pipe';
import { Icon } from '../../../shared/icon/icon';
import type { IconName } from '../../../shared/icon/icon-names';

export type OutcomeTone = 'waiting' | 'failed' | 'undecided' | 'refunded';

const ICONS: Readonly<Record<OutcomeTone, IconName>> = {
  waiting: 'wifi_off',
  failed: 'cancel',
  undecided: 'help',
  refunded: 'undo',
};

/** How something ended, or why it stands still: colour, icon, words, amount; the buttons are projected. */
@Component({
  selector: 'app-outcome',
  imports: [Icon, MoneyPipe],
  template: `
    <div class="seal"><app-icon [name]="shownIcon()" /></div>
    <h2>{{ title() }}</h2>
    @if (amount() !== null) {
      <p class="amount numeric">{{ amount() | money }}</p>
    }
    <p class="text">{{ text() }}</p>
    @if (note()) {
      <p class="note small quiet">{{ note() }}</p>
    }
    <div class="actions"><ng-content /></div>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: center;
      gap: var(--space-3);
      max-inline-size: 34rem;
      margin-inline: auto;
      padding: var(--space-8) var(--space-4);
      text-align: center;
      --tone: var(--failed);
      --tone-surface: var(--failed-surface);
    }

    :host(.waiting) {
      --tone: var(--waiting);
      --tone-surface: var(--waiting-surface);
    }

    :host(.undecided) {
      --tone: var(--undecided);
      --tone-surface: var(--undecided-surface);
    }

    :host(.refunded) {
      --tone: var(--refunded);
      --tone-surface: var(--refunded-surface);
    }

    .seal {
      display: grid;
      place-items: center;
      inline-size: 6rem;
      block-size: 6rem;
      color: var(--tone);
      background: var(--tone-surface);
      border-radius: var(--radius-full);
    }

    .seal app-icon {
      font-size: 2.75rem;
    }

    h2 {
      color: var(--tone);
      font-size: var(--text-xl);
      text-wrap: balance;
    }

    .amount {
      font-size: clamp(2.5rem, 10vw, var(--text-amount));
      font-weight: 650;
      line-height: 1.1;
      letter-spacing: -0.03em;
    }

    .text {
      font-size: var(--text-lg);
      line-height: 1.4;
      text-wrap: balance;
    }

    .actions {
      display: flex;
      flex-wrap: wrap;
      justify-content: center;
      gap: var(--space-3);
      inline-size: 100%;
      margin-block-start: var(--space-4);
    }

    .actions ::ng-deep .mdc-button {
      flex: 1 1 15rem;
      min-block-size: var(--touch-counter);
      max-inline-size: 22rem;
      font-size: var(--text-md);
    }
  `,
  host: { '[class]': 'tone()' },
})
export class Outcome {
  readonly tone = input.required<OutcomeTone>();
  readonly title = input.required<string>();
  readonly text = input('');
  readonly note = input('');
  readonly amount = input<number | null>(null);
  readonly icon = input<IconName>();
  protected readonly shownIcon = computed(() => this.icon() ?? ICONS[this.tone()]);
}
