import { Component, input } from '@angular/core';
import { type FieldTree, FormField } from '@angular/forms/signals';

let made = 0;

/** A yes or no of a signal form, with a line that says what it does. */
@Component({
  selector: 'app-check-field',
  imports: [FormField],
  template: `
    <input type="checkbox" [id]="id" [formField]="field()" [attr.aria-describedby]="help() ? id + '-help' : null" />
    <label [for]="id">{{ label() }}</label>
    @if (help()) {
      <p class="small quiet" [id]="id + '-help'">{{ help() }}</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: auto 1fr;
      align-items: center;
      column-gap: var(--space-3);
    }

    input {
      inline-size: 1.25rem;
      block-size: 1.25rem;
      margin: 0;
      accent-color: var(--brand);
    }

    label {
      display: flex;
      align-items: center;
      min-block-size: var(--touch);
      font-weight: 550;
    }

    p {
      grid-column: 2;
    }
  `,
})
export class CheckField {
  readonly field = input.required<FieldTree<boolean>>();
  readonly label = input.required<string>();
  readonly help = input('');
  protected readonly id = `check-${(made += 1)}`;
}
