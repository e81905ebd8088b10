import { Component, input } from '@angular/core';

import { Icon } from '../icon/icon';
import type { IconName } from '../icon/icon-names';

/** Nothing here yet: says why and offers the next step (project one button). */
@Component({
  selector: 'app-empty-state',
  imports: [Icon],
  template: `
    <app-icon [name]="icon()" />
    <h2>{{ title() }}</h2>
    <p>{{ text() }}</p>
    <ng-content />
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: center;
      gap: var(--space-3);
      padding: var(--space-12) var(--space-4);
      text-align: center;
      border: 1px dashed var(--line-strong);
      border-radius: var(--radius);
    }

    app-icon {
      padding: var(--space-3);
      inline-size: 3.5rem;
      block-size: 3.5rem;
      color: var(--brand);
      background: var(--brand-surface);
      border-radius: var(--radius-full);
    }

    p {
      max-inline-size: 44ch;
      color: var(--ink-quiet);
    }
  `,
})
export class EmptyState {
  readonly icon = input.required<IconName>();
  readonly title = input.required<string>();
  readonly text = input('');
}
