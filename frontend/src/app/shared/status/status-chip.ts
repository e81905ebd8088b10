import { Component, computed, input } from '@angular/core';

import { Icon } from '../icon/icon';
import type { IconName } from '../icon/icon-names';
import { SHARED_TEXTS } from '../texts';

/** What a colour means; the same everywhere. */
export type StatusTone = 'paid' | 'waiting' | 'failed' | 'undecided' | 'refunded' | 'neutral';

const ICON_OF: Readonly<Record<StatusTone, IconName>> = {
  paid: 'check_circle',
  waiting: 'hourglass_top',
  failed: 'cancel',
  undecided: 'help',
  refunded: 'undo',
  neutral: 'info',
};

/** A state as icon, word and colour. */
@Component({
  selector: 'app-status-chip',
  imports: [Icon],
  template: `<app-icon [name]="shownIcon()" /><span>{{ label() || texts.status[tone()] }}</span>`,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: var(--space-1);
      padding: 0.125rem var(--space-2) 0.125rem 0.375rem;
      border-radius: var(--radius-full);
      font-size: var(--text-sm);
      font-weight: 550;
      line-height: 1.4;
      white-space: nowrap;
      color: var(--tone);
      background: var(--tone-surface);
      --tone: var(--refunded);
      --tone-surface: var(--refunded-surface);
    }

    :host(.paid) {
      --tone: var(--paid);
      --tone-surface: var(--paid-surface);
    }

    :host(.waiting) {
      --tone: var(--waiting);
      --tone-surface: var(--waiting-surface);
    }

    :host(.failed) {
      --tone: var(--failed);
      --tone-surface: var(--failed-surface);
    }

    :host(.undecided) {
      --tone: var(--undecided);
      --tone-surface: var(--undecided-surface);
    }

    app-icon {
      font-size: 0.875rem;
    }
  `,
  host: { '[class]': 'tone()' },
})
export class StatusChip {
  readonly tone = input.required<StatusTone>();
  readonly label = input('');
  readonly icon = input<IconName>();
  protected readonly shownIcon = computed(() => this.icon() ?? ICON_OF[this.tone()]);
  protected readonly texts = SHARED_TEXTS;
}
