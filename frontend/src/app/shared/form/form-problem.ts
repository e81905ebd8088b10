import { Component, input } from '@angular/core';

import type { ApiProblem } from '../../core/http/problem';
import { Icon } from '../icon/icon';
import { SHARED_TEXTS } from '../texts';

/** Why the form was refused, when that belongs to no single field. Spoken by screen readers when it appears. */
@Component({
  selector: 'app-form-problem',
  imports: [Icon],
  template: `
    @if (problem(); as refused) {
      <div role="alert">
        <app-icon name="error" />
        <div>
          <p>{{ text() || refused.message }}</p>
          @if (refused.status >= 500 && refused.requestId) {
            <p class="small">
              {{ texts.requestId }} <code>{{ refused.requestId }}</code>
            </p>
          }
        </div>
      </div>
    }
  `,
  styles: `
    :host(:empty) {
      display: none;
    }

    [role='alert'] {
      display: flex;
      gap: var(--space-3);
      padding: var(--space-3) var(--space-4);
      color: var(--failed);
      background: var(--failed-surface);
      border-radius: var(--radius);
    }

    code {
      overflow-wrap: anywhere;
    }
  `,
})
export class FormProblem {
  readonly problem = input.required<ApiProblem | null>();
  /** Our own words instead of the server's. */
  readonly text = input('');
  protected readonly texts = SHARED_TEXTS;
}
