import { Component, computed, input } from '@angular/core';
import { type FieldTree, FormField } from '@angular/forms/signals';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';

import { errorText } from './error-text';

/** A labelled choice of a signal form: the device's own list, with help and error. */
@Component({
  selector: 'app-select-field',
  imports: [FormField, MatFormFieldModule, MatInputModule],
  template: `
    <mat-form-field appearance="outline" subscriptSizing="dynamic" hideRequiredMarker>
      <mat-label>{{ label() }}</mat-label>
      <select matNativeControl [formField]="field()">
        @if (emptyLabel() !== null) {
          <option value="">{{ emptyLabel() }}</option>
        }
        @for (choice of choices(); track choice[0]) {
          <option [value]="choice[0]">{{ choice[1] }}</option>
        }
      </select>
      @if (help()) {
        <mat-hint>{{ help() }}</mat-hint>
      }
      <mat-error>{{ error() }}</mat-error>
    </mat-form-field>
  `,
  styles: `
    :host,
    mat-form-field {
      display: block;
      inline-size: 100%;
    }
  `,
})
export class SelectField {
  readonly field = input.required<FieldTree<string>>();
  readonly label = input.required<string>();
  /** Values and how people call them. */
  readonly choices = input.required<readonly (readonly [value: string, label: string])[]>();
  /** The words for no choice; null when there must be one. */
  readonly emptyLabel = input<string | null>(null);
  readonly help = input('');
  protected readonly error = computed(() => {
    const first = this.field()().errors()[0];
    return first ? errorText(first) : '';
  });
}
