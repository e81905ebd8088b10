import { DestroyRef, Injectable, type Signal, inject, signal } from '@angular/core';

import { ApiProblem } from '../http/problem';

/** A value that keeps itself up to date. */
export interface Live<T> {
  readonly value: Signal<T | undefined>;
  /** The last read failed: the value is as old as `readAt` says. */
  readonly problem: Signal<ApiProblem | null>;
  /** Device time of the last good read, milliseconds; null before it. */
  readonly readAt: Signal<number | null>;
  /** Reads at once. */
  refresh(): Promise<void>;
  stop(): void;
}

export interface LiveOptions<T> {
  read: () => Promise<T>;
  /** Pause between two reads, milliseconds. */
  everyMs: number;
  /** Says when the value is final and needs no more reads. */
  isFinal?: (value: T) => boolean;
}

const SLOWEST_MS = 30_000;

/**
 * Follows something on the server by asking again and again: pauses while the page is hidden, asks at once when it
 * is seen again or the network is back, slows down while reads fail, stops at a final value or with its owner.
 */
@Injectable({ providedIn: 'root' })
export class LiveReader {
  follow<T>(options: LiveOptions<T>, owner: DestroyRef = inject(DestroyRef)): Live<T> {
    const reading = new Reading(options);
    owner.onDestroy(() => reading.stop());
    void reading.refresh();
    return reading;
  }
}

class Reading<T> implements Live<T> {
  readonly value = signal<T | undefined>(undefined);
  readonly problem = signal<ApiProblem | null>(null);
  readonly readAt = signal<number | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #stopped = false;
  #busy = false;
  readonly #wake = (): void => {
    if (document.visibilityState === 'visible') {
      void this.refresh();
    }
  };

  constructor(private readonly options: LiveOptions<T>) {
    document.addEventListener('visibilitychange', this.#wake);
    window.addEventListener('online', this.#wake);
  }

  async refresh(): Promise<void> {
    if (this.#busy || this.#stopped) {
      return;
    }
    this.#busy = true;
    clearTimeout(this.#timer);
    try {
      this.#accept(await this.options.read());
    } catch (failure) {
      this.#failures += 1;
      this.problem.set(ApiProblem.from(failure));
    } finally {
      this.#busy = false;
    }
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#wake);
    window.removeEventListener('online', this.#wake);
  }

  #accept(value: T): void {
    if (this.#stopped) {
      return;
    }
    this.#failures = 0;
    this.value.set(value);
    this.problem.set(null);
    this.readAt.set(Date.now());
    if (this.options.isFinal?.(value)) {
      this.stop();
    }
  }

  #schedule(): void {
    if (this.#stopped || document.visibilityState === 'hidden') {
      return;
    }
    const pause = Math.min(this.options.everyMs * 2 ** this.#failures, Math.max(SLOWEST_MS, this.options.everyMs));
    this.#timer = setTimeout(() => void this.refresh(), pause);
  }
}
