import { Injectable, type OnDestroy, inject, signal } from '@angular/core';

import { ApiProblem } from '../../../core/http/problem';
import { ChargeClient } from './charge-client';
import type { Channel, NewCharge } from './charge-wire';

/** One press of "Cobrar": kept for every retry, so that the customer is charged once. */
export interface Attempt {
  readonly channel: Channel;
  readonly charge: NewCharge;
}

/** Where the start of a charge stands. */
export type StartState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending'; readonly attempt: Attempt }
  /** Nobody knows whether it arrived; the same attempt is repeated. */
  | { readonly kind: 'unreachable'; readonly attempt: Attempt; readonly since: number }
  /** Another charge occupies the device. */
  | { readonly kind: 'busy'; readonly attempt: Attempt; readonly orderId: string | null; readonly problem: ApiProblem }
  /** Certainly nothing was charged. */
  | { readonly kind: 'refused'; readonly attempt: Attempt; readonly problem: ApiProblem }
  | { readonly kind: 'started'; readonly id: string };

const RETRY_MS = 3_000;
const BUSY_CODES = new Set(['terminal_busy', 'cashier_busy']);
/** Failures of the server that say for certain that nothing was charged. */
const CERTAIN_CODES = new Set([
  'mercadopago_refused',
  'mercadopago_unauthorized',
  'mercadopago_circuit_open',
  'mercadopago_not_configured',
]);

/**
 * Brings one attempt to the server: repeats the same one while the answer is lost, and tells apart what was refused,
 * what is occupied, and what nobody knows. Provided by the page, so that leaving it stops the retries.
 */
@Injectable()
export class ChargeStart implements OnDestroy {
  readonly #client = inject(ChargeClient);
  readonly #state = signal<StartState>({ kind: 'idle' });
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly state = this.#state.asReadonly();

  ngOnDestroy(): void {
    clearTimeout(this.#timer);
  }

  /** Sends a new attempt; does nothing while another is under way. */
  async begin(attempt: Attempt): Promise<void> {
    const kind = this.#state().kind;
    if (kind === 'sending' || kind === 'unreachable' || kind === 'started') {
      return;
    }
    this.#state.set({ kind: 'sending', attempt });
    await this.#send(attempt, Date.now());
  }

  /** Sends the attempt at hand again, now. */
  async retry(): Promise<void> {
    const state = this.#state();
    if (state.kind === 'unreachable') {
      clearTimeout(this.#timer);
      await this.#send(state.attempt, state.since);
    } else if (state.kind === 'busy' || state.kind === 'refused') {
      await this.begin(state.attempt);
    }
  }

  /** Gives the attempt up and goes back to the amount. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#state.set({ kind: 'idle' });
  }

  async #send(attempt: Attempt, since: number): Promise<void> {
    try {
      const { id } = await this.#client.start(attempt.channel, attempt.charge);
      this.#state.set({ kind: 'started', id });
    } catch (failure) {
      this.#judge(attempt, since, ApiProblem.from(failure));
    }
  }

  #judge(attempt: Attempt, since: number, problem: ApiProblem): void {
    const orderId = typeof problem.body['orderId'] === 'string' ? problem.body['orderId'] : null;
    if (BUSY_CODES.has(problem.code)) {
      this.#state.set({ kind: 'busy', attempt, orderId, problem });
    } else if (problem.status >= 500 && orderId !== null && !CERTAIN_CODES.has(problem.code)) {
      this.#state.set({ kind: 'started', id: orderId });
    } else if (isOutcomeUnknown(problem)) {
      this.#state.set({ kind: 'unreachable', attempt, since });
      this.#timer = setTimeout(() => void this.retry(), RETRY_MS);
    } else {
      this.#state.set({ kind: 'refused', attempt, problem });
    }
  }
}

/** True when the request may or may not have arrived. */
export function isOutcomeUnknown(problem: ApiProblem): boolean {
  return problem.status === 0 || (problem.status >= 500 && !CERTAIN_CODES.has(problem.code));
}
