import { Component, input } from '@angular/core';
import { MatButton } from '@angular/material/button';

import type { IconName } from '../icon/icon-names';
import { Icon } from '../icon/icon';

/** The button that sends a form: disabled only while sending, and says so. */
@Component({
  selector: 'app-submit-button',
  imports: [MatButton, Icon],
  template: `
    <button matButton="filled" type="submit" [disabled]="sending()" [attr.aria-busy]="sending()">
      @if (icon(); as name) {
        <app-icon matButtonIcon [name]="name" />
      }
      {{ sending() ? sendingLabel() : label() }}
    </button>
  `,
  styles: `
    :host(.wide),
    :host(.wide) button {
      display: block;
      inline-size: 100%;
    }
  `,
})
export class SubmitButton {
  readonly label = input.required<string>();
  readonly sendingLabel = input('Enviando…');
  readonly sending = input.required<boolean>();
  readonly icon = input<IconName>();
}
