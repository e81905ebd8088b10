import { Component, input, output } from '@angular/core';
import { MatIconButton } from '@angular/material/button';

import { Icon } from '../icon/icon';
import { SHARED_TEXTS } from '../texts';

/** Steps through the pages of a list; draws nothing when there is one page. */
@Component({
  selector: 'app-pager',
  imports: [MatIconButton, Icon],
  template: `
    @if (pages() > 1) {
      <button
        matIconButton
        type="button"
        [disabled]="page() <= 1"
        [attr.aria-label]="texts.previousPage"
        (click)="moved.emit(page() - 1)"
      >
        <app-icon name="chevron_left" />
      </button>
      <span class="numeric small" aria-live="polite">{{ texts.pageOf(page(), pages()) }}</span>
      <button
        matIconButton
        type="button"
        [disabled]="page() >= pages()"
        [attr.aria-label]="texts.nextPage"
        (click)="moved.emit(page() + 1)"
      >
        <app-icon name="chevron_right" />
      </button>
    }
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      justify-content: end;
      gap: var(--space-2);
      padding-block: var(--space-2);
    }
  `,
})
export class Pager {
  readonly page = input.required<number>();
  readonly pages = input.required<number>();
  readonly moved = output<number>();
  protected readonly texts = SHARED_TEXTS;
}
