import { Injectable, signal } from '@angular/core';

/** A phone may be minutes off; deadlines are counted by the server's clock, learnt from its `Date` header. */
@Injectable({ providedIn: 'root' })
export class ServerClock {
  readonly #offset = signal(0);
  #bestRoundTrip = Number.POSITIVE_INFINITY;

  /** Server time minus device time, milliseconds. */
  readonly offset = this.#offset.asReadonly();

  /** The server's present instant, milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#offset();
  }

  /** Learns from one answer. The fastest round trip is believed most, since its header is the least stale. */
  learn(dateHeader: string | null, sentAt: number, receivedAt: number): void {
    const served = Date.parse(dateHeader ?? '');
    const roundTrip = receivedAt - sentAt;
    if (Number.isNaN(served) || roundTrip > this.#bestRoundTrip) {
      return;
    }
    this.#bestRoundTrip = roundTrip;
    const halfSecond = 500;
    const measured = served + halfSecond - (sentAt + roundTrip / 2);
    // The header counts whole seconds: a smaller difference is noise.
    this.#offset.set(Math.abs(measured) < 2 * halfSecond ? 0 : measured);
  }
}
