import { Component, DestroyRef, computed, inject, input, signal } from '@angular/core';

import type { Live } from '../../core/live/live';
import { ageText } from '../../core/time/age';
import { Icon } from '../icon/icon';
import { SHARED_TEXTS } from '../texts';

const TICK_MS = 1_000;

/** Says that something which updates itself has stopped doing so, and how old it is. Draws nothing while all is well. */
@Component({
  selector: 'app-live-age',
  imports: [Icon],
  template: `
    @if (sentence(); as text) {
      <p>
        <app-icon name="wifi_off" /><span>{{ text }}</span>
      </p>
    }
    <span class="visually-hidden" role="status">{{ live().problem() ? texts.neverRead : '' }}</span>
  `,
  styles: `
    p {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      max-inline-size: none;
      padding: var(--space-2) var(--space-4);
      color: var(--waiting);
      background: var(--waiting-surface);
      border-radius: var(--radius);
      font-variant-numeric: tabular-nums;
      font-weight: 550;
    }
  `,
})
export class LiveAge {
  readonly live = input.required<Live<unknown>>();
  readonly #now = signal(Date.now());
  protected readonly texts = SHARED_TEXTS;
  protected readonly sentence = computed(() => {
    const problem = this.live().problem();
    const readAt = this.live().readAt();
    if (problem === null) {
      return null;
    }
    if (readAt === null) {
      return SHARED_TEXTS.neverRead;
    }
    const age = ageText(this.#now() - readAt);
    return problem.status === 0
      ? SHARED_TEXTS.connectionLost(age)
      : SHARED_TEXTS.readFailed(problem.message, age);
  });

  constructor() {
    const timer = setInterval(() => this.#now.set(Date.now()), TICK_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
