import { Component, input } from '@angular/core';

import { CopyButton } from './copy-button';

/** A secret that is shown now and never again, with its copy button. */
@Component({
  selector: 'app-shown-once',
  imports: [CopyButton],
  template: `
    <p>{{ text() }}</p>
    <div class="secret" role="group" [attr.aria-label]="label()">
      <code>{{ secret() }}</code>
      <app-copy-button [text]="secret()" />
    </div>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-4);
    }

    .secret {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-3);
    }

    code {
      flex: 1 1 14rem;
      padding: var(--space-3) var(--space-4);
      background: var(--paper-sunken);
      border-radius: var(--radius);
      font-size: var(--text-md);
      overflow-wrap: anywhere;
      user-select: all;
    }
  `,
})
export class ShownOnce {
  /** What the secret is, for screen readers. */
  readonly label = input.required<string>();
  readonly secret = input.required<string>();
  /** For whom it is, how long it lives, that it is not shown again. */
  readonly text = input.required<string>();
}
