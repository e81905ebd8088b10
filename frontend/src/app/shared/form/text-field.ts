import { Component, booleanAttribute, computed, input, signal } from '@angular/core';
import { type FieldTree, FormField } from '@angular/forms/signals';
import { MatIconButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';

import { Icon } from '../icon/icon';
import { SHARED_TEXTS } from '../texts';
import { errorText } from './error-text';

let made = 0;

/** A labelled text input of a signal form with its help and its error; passwords can be shown. */
@Component({
  selector: 'app-text-field',
  imports: [FormField, MatFormFieldModule, MatInput, MatIconButton, Icon],
  template: `
    <mat-form-field appearance="outline" subscriptSizing="dynamic" hideRequiredMarker>
      <mat-label>{{ label() }}</mat-label>
      <input
        matInput
        [formField]="field()"
        [type]="shownType()"
        [attr.autocomplete]="autocomplete()"
        [attr.inputmode]="inputmode()"
        [attr.autocapitalize]="type() === 'text' ? null : 'none'"
        [attr.spellcheck]="type() === 'text' ? null : 'false'"
        [class.code]="isCode()"
        [attr.list]="suggestions().length > 0 ? listId : null"
      />
      @if (suggestions().length > 0) {
        <datalist [id]="listId">
          @for (one of suggestions(); track one) {
            <option [value]="one"></option>
          }
        </datalist>
      }
      @if (type() === 'password') {
        <button
          matIconButton
          matSuffix
          type="button"
          [attr.aria-label]="revealed() ? texts.hidePassword : texts.showPassword"
          [attr.aria-pressed]="revealed()"
          (click)="revealed.set(!revealed())"
        >
          <app-icon [name]="revealed() ? 'visibility_off' : 'visibility'" />
        </button>
      }
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

    /* The browser draws the date itself, taller than a line of text: the tails of its letters were cut off. */
    input[type='date'] {
      block-size: 1.75rem;
      margin-block: -0.125rem;
    }

    .code {
      font-size: var(--text-lg);
      font-variant-numeric: tabular-nums;
      letter-spacing: 0.2em;
    }
  `,
})
export class TextField {
  readonly field = input.required<FieldTree<string>>();
  readonly label = input.required<string>();
  readonly type = input<'text' | 'email' | 'password' | 'tel' | 'date'>('text');
  readonly autocomplete = input<string | null>(null);
  readonly inputmode = input<'numeric' | 'decimal' | 'text' | 'email' | null>(null);
  readonly help = input('');
  /** Large spaced characters, for codes that are typed from another screen. */
  readonly isCode = input(false, { transform: booleanAttribute });
  /** What may be meant; anything else can be typed too. */
  readonly suggestions = input<readonly string[]>([]);
  protected readonly listId = `suggestions-${(made += 1)}`;
  protected readonly revealed = signal(false);
  protected readonly shownType = computed(() => (this.type() === 'password' && this.revealed() ? 'text' : this.type()));
  protected readonly error = computed(() => {
    const first = this.field()().errors()[0];
    return first ? errorText(first) : '';
  });
  protected readonly texts = SHARED_TEXTS;
}
