import { Component, booleanAttribute, input } from '@angular/core';

/** The mark of Mostrador, with the name beside it unless `compact`. */
@Component({
  selector: 'app-mark',
  template: `
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect class="tile" width="32" height="32" rx="7" />
      <path class="letter" d="M9 18.5V8.5l7 6 7-6v10" />
      <path class="counter" d="M6 24h20" />
    </svg>
    @if (!compact()) {
      <span>Mostrador</span>
    } @else {
      <span class="visually-hidden">Mostrador</span>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      font-weight: 650;
      font-size: 1.125rem;
      letter-spacing: -0.01em;
    }

    svg {
      inline-size: 2rem;
      block-size: 2rem;
      fill: none;
      stroke-width: 3.4;
      stroke-linecap: round;
      stroke-linejoin: round;
    }

    .tile {
      fill: var(--brand-tile);
    }

    .letter {
      stroke: var(--brand-letter);
    }

    .counter {
      stroke: var(--brand-counter);
    }
  `,
})
export class Mark {
  readonly compact = input(false, { transform: booleanAttribute });
}
