import { Component, computed, input } from '@angular/core';

import { SHARED_TEXTS } from '../texts';

export type SkeletonShape = 'list' | 'cards' | 'form' | 'text';

const PIECES: Readonly<Record<SkeletonShape, number>> = { list: 6, cards: 3, form: 4, text: 3 };

/** Grey shapes in the place of what is being loaded. */
@Component({
  selector: 'app-skeleton',
  template: `
    <span class="visually-hidden">{{ texts.loading }}</span>
    @for (piece of pieces(); track piece) {
      <div class="piece"></div>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
    }

    :host(.cards) {
      grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr));
    }

    .piece {
      block-size: 3.25rem;
      border-radius: var(--radius);
      background: linear-gradient(90deg, var(--paper-sunken) 30%, var(--line) 50%, var(--paper-sunken) 70%);
      background-size: 300% 100%;
      animation: shimmer 1.4s linear infinite;
    }

    :host(.cards) .piece {
      block-size: 11rem;
    }

    :host(.text) .piece {
      block-size: 1rem;
    }

    :host(.text) .piece:last-child {
      inline-size: 60%;
    }

    @keyframes shimmer {
      from {
        background-position: 100% 0;
      }

      to {
        background-position: 0 0;
      }
    }
  `,
  host: { '[class]': 'shape()', role: 'status' },
})
export class Skeleton {
  readonly shape = input<SkeletonShape>('list');
  protected readonly pieces = computed(() => Array.from({ length: PIECES[this.shape()] }, (_, index) => index));
  protected readonly texts = SHARED_TEXTS;
}
