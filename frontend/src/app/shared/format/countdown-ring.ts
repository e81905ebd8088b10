import { Component, DestroyRef, computed, effect, inject, input, output, signal } from '@angular/core';

import { ServerClock } from '../../core/time/server-clock';
import { SHARED_TEXTS } from '../texts';

const RADIUS = 26;
const AROUND = 2 * Math.PI * RADIUS;
const TICK_MS = 250;

/** Time left until a deadline of the server, as a ring that empties and as `m:ss`. Emits `ranOut` once. */
@Component({
  selector: 'app-countdown-ring',
  template: `
    <svg viewBox="0 0 60 60" aria-hidden="true">
      <circle class="track" cx="30" cy="30" [attr.r]="radius" />
      <circle
        class="left"
        cx="30"
        cy="30"
        [attr.r]="radius"
        [attr.stroke-dasharray]="around"
        [attr.stroke-dashoffset]="spent()"
      />
    </svg>
    <span aria-hidden="true">{{ clockText() }}</span>
  `,
  styles: `
    :host {
      position: relative;
      display: inline-grid;
      place-items: center;
      inline-size: 4.5rem;
      block-size: 4.5rem;
      font-variant-numeric: tabular-nums;
      font-weight: 600;
    }

    :host(.soon) {
      color: var(--failed);
    }

    svg {
      position: absolute;
      inset: 0;
      transform: rotate(-90deg);
      fill: none;
      stroke-width: 4;
    }

    .track {
      stroke: var(--line);
    }

    .left {
      stroke: currentcolor;
      stroke-linecap: round;
      transition: stroke-dashoffset 250ms linear;
    }
  `,
  host: { role: 'timer', '[attr.aria-label]': 'spoken()', '[class.soon]': 'secondsLeft() <= 15' },
})
export class CountdownRing {
  /** Instant of the deadline, ISO 8601. */
  readonly until = input.required<string>();
  /** The whole time, seconds: what a full ring stands for. */
  readonly total = input.required<number>();
  readonly ranOut = output();
  readonly #clock = inject(ServerClock);
  readonly #now = signal(this.#clock.now());
  protected readonly radius = RADIUS;
  protected readonly around = AROUND;
  readonly secondsLeft = computed(() => Math.max(0, Math.ceil((Date.parse(this.until()) - this.#now()) / 1000)));
  protected readonly spent = computed(() => AROUND * (1 - Math.min(1, this.secondsLeft() / this.total())));
  protected readonly clockText = computed(() => {
    const seconds = this.secondsLeft();
    return `${Math.floor(seconds / 60)}:${(seconds % 60).toString().padStart(2, '0')}`;
  });
  protected readonly spoken = computed(() => SHARED_TEXTS.remaining(this.clockText()));

  constructor() {
    const timer = setInterval(() => this.#now.set(this.#clock.now()), TICK_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
    let told = '';
    effect(() => {
      if (this.secondsLeft() === 0 && told !== this.until()) {
        told = this.until();
        this.ranOut.emit();
      }
    });
  }
}
