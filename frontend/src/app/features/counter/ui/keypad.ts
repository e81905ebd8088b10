import { Component, computed, input, output } from '@angular/core';

import type { MinorDigits } from '../../../core/money/minor-units';
import { Icon } from '../../../shared/icon/icon';
import type { AmountKey } from '../data/amount-entry';
import { COUNTER_TEXTS } from '../data/texts';

/** Large keys for an amount. Pressing one leaves the focus where it was, so that Enter still charges. */
@Component({
  selector: 'app-keypad',
  imports: [Icon],
  template: `
    @for (key of keys(); track key) {
      <button
        type="button"
        [attr.aria-label]="key === 'back' ? texts.keys.back : key === ',' ? texts.keys.comma : null"
        (pointerdown)="$event.preventDefault()"
        (click)="pressed.emit(key)"
      >
        @if (key === 'back') {
          <app-icon name="backspace" />
        } @else {
          {{ key }}
        }
      </button>
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: repeat(3, 1fr);
      gap: var(--space-2);
    }

    button {
      display: grid;
      place-items: center;
      min-block-size: var(--touch-counter);
      color: var(--ink);
      background: var(--paper-raised);
      border: 1px solid var(--line);
      border-radius: var(--radius);
      font-size: var(--text-xl);
      font-weight: 550;
      font-variant-numeric: tabular-nums;
      cursor: pointer;
      touch-action: manipulation;
      user-select: none;
      transition: background var(--motion);

      &:hover {
        background: var(--paper-sunken);
      }

      &:active {
        background: var(--brand-surface);
      }
    }

    app-icon {
      font-size: 1.5rem;
    }
  `,
  host: { role: 'group', '[attr.aria-label]': 'texts.keypad' },
})
export class Keypad {
  readonly digits = input.required<MinorDigits>();
  readonly pressed = output<AmountKey>();
  protected readonly keys = computed<readonly AmountKey[]>(() => [
    '7', '8', '9', '4', '5', '6', '1', '2', '3',
    this.digits() === 0 ? '00' : ',',
    '0',
    'back',
  ]);
  protected readonly texts = COUNTER_TEXTS;
}
