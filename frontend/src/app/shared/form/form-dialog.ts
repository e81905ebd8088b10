import { Component, booleanAttribute, input } from '@angular/core';
import { type FieldTree, FormRoot } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MatDialogModule } from '@angular/material/dialog';

import type { ApiProblem } from '../../core/http/problem';
import { SHARED_TEXTS } from '../texts';
import { FormProblem } from './form-problem';

/** The frame of a form over the page: what it is about, what will happen, the fields, why it was refused, two buttons. */
@Component({
  selector: 'app-form-dialog',
  imports: [FormProblem, FormRoot, MatButton, MatDialogModule],
  template: `
    <form novalidate [formRoot]="form()">
      <h2 mat-dialog-title>{{ title() }}</h2>
      <mat-dialog-content>
        <div class="stack fields">
          @if (consequence()) {
            <p>{{ consequence() }}</p>
          }
          <ng-content />
          <app-form-problem [problem]="problem()" />
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>{{ texts.cancel }}</button>
        <button
          matButton="filled"
          type="submit"
          [class.destructive]="isDestructive()"
          [disabled]="form()().submitting() || isBlocked()"
          [attr.aria-busy]="form()().submitting()"
        >
          {{ form()().submitting() ? sendingLabel() : action() }}
        </button>
      </mat-dialog-actions>
    </form>
  `,
  styles: `
    form {
      display: contents;
    }

    .fields {
      padding-block: var(--space-1);
    }

    mat-dialog-content {
      max-block-size: none;
    }

    .destructive {
      --mat-button-filled-container-color: var(--failed);
      --mat-button-filled-label-text-color: var(--paper-raised);
    }
  `,
})
export class FormDialog {
  readonly form = input.required<FieldTree<unknown>>();
  readonly title = input.required<string>();
  /** What happens when it is sent, with the amount when money is in it. */
  readonly consequence = input('');
  /** The verb of the button. */
  readonly action = input.required<string>();
  readonly sendingLabel = input(SHARED_TEXTS.sending as string);
  readonly problem = input.required<ApiProblem | null>();
  readonly isDestructive = input(false, { transform: booleanAttribute });
  /** Something must happen first, as a quote that is still being worked out. */
  readonly isBlocked = input(false);
  protected readonly texts = SHARED_TEXTS;
}
