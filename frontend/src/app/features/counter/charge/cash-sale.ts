import { Injectable, type OnDestroy, inject, signal } from '@angular/core';

import { newIdempotencyKey } from '../../../core/http/idempotency';
import { ApiProblem } from '../../../core/http/problem';
import { type NewSale, type Sale, SalesClient } from '../../sales/api/sales';

/** Where a cash sale stands. */
export type CashState =
  | { readonly kind: 'idle' | 'sending' }
  /** Nobody knows whether it arrived; the same sale is sent again under the same key. */
  | { readonly kind: 'unreachable'; readonly since: number }
  | { readonly kind: 'refused'; readonly problem: ApiProblem }
  | { readonly kind: 'done'; readonly sale: Sale };

const RETRY_MS = 3_000;

/** Books one cash sale, however often it has to be sent. Provided by the page. */
@Injectable()
export class CashSale implements OnDestroy {
  readonly #client = inject(SalesClient);
  readonly #state = signal<CashState>({ kind: 'idle' });
  #pending: { sale: NewSale; key: string; since: number } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly state = this.#state.asReadonly();

  ngOnDestroy(): void {
    clearTimeout(this.#timer);
  }

  async book(sale: NewSale): Promise<void> {
    if (this.#pending === null) {
      this.#pending = { sale, key: newIdempotencyKey(), since: Date.now() };
      await this.retry();
    }
  }

  async retry(): Promise<void> {
    clearTimeout(this.#timer);
    const pending = this.#pending;
    if (pending === null) {
      return;
    }
    if (this.#state().kind !== 'unreachable') {
      this.#state.set({ kind: 'sending' });
    }
    try {
      const sale = await this.#client.sell(pending.sale, pending.key);
      this.#pending = null;
      this.#state.set({ kind: 'done', sale });
    } catch (failure) {
      this.#judge(ApiProblem.from(failure), pending.since);
    }
  }

  /** Gives up, or makes room for the next customer. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#pending = null;
    this.#state.set({ kind: 'idle' });
  }

  #judge(problem: ApiProblem, since: number): void {
    if (problem.isTransient || problem.code === 'idempotency_in_progress') {
      this.#state.set({ kind: 'unreachable', since });
      this.#timer = setTimeout(() => void this.retry(), RETRY_MS);
    } else {
      this.#pending = null;
      this.#state.set({ kind: 'refused', problem });
    }
  }
}
