import { Component, computed, input } from '@angular/core';
import { type FieldTree, FormField } from '@angular/forms/signals';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';

import { errorText } from './error-text';

/** A labelled text of several lines with its help and its error. */
@Component({
  selector: 'app-text-area-field',
  imports: [FormField, MatFormFieldModule, MatInputModule],
  template: `
    <mat-form-field appearance="outline" subscriptSizing="dynamic" hideRequiredMarker>
      <mat-label>{{ label() }}</mat-label>
      <textarea matInput [rows]="rows()" [formField]="field()"></textarea>
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
export class TextAreaField {
  readonly field = input.required<FieldTree<string>>();
  readonly label = input.required<string>();
  readonly help = input('');
  readonly rows = input(3);
  protected readonly error = computed(() => {
    const first = this.field()().errors()[0];
    return first ? errorText(first) : '';
  });
}
