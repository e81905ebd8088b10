import { Component, DestroyRef, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { ageText } from '../../../core/time/age';
import { COUNTER_TEXTS } from '../data/texts';
import { Outcome } from '../ui/outcome';
import { CashSale } from './cash-sale';

/** Why a cash sale is not booked yet. */
@Component({
  selector: 'app-cash-notice',
  imports: [MatButton, Outcome],
  template: `
    @let state = cash.state();
    @if (state.kind === 'unreachable') {
      <app-outcome
        tone="waiting"
        [title]="texts.unreachable.title"
        [text]="texts.unreachable.cashText"
        [note]="texts.unreachable.since(age())"
      >
        <button matButton="filled" type="button" (click)="cash.retry()">{{ texts.unreachable.retry }}</button>
        <button matButton="outlined" type="button" (click)="cash.reset()">{{ texts.unreachable.stop }}</button>
      </app-outcome>
    } @else if (state.kind === 'refused') {
      <app-outcome tone="failed" [title]="texts.cash.refused" [text]="state.problem.message">
        <button matButton="filled" type="button" (click)="cash.reset()">{{ texts.refused.back }}</button>
      </app-outcome>
    }
  `,
})
export class CashNotice {
  protected readonly cash = inject(CashSale);
  readonly #now = signal(Date.now());
  protected readonly age = computed(() => {
    const state = this.cash.state();
    return state.kind === 'unreachable' ? ageText(this.#now() - state.since) : '';
  });
  protected readonly texts = COUNTER_TEXTS;

  constructor() {
    const timer = setInterval(() => this.#now.set(Date.now()), 1_000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
