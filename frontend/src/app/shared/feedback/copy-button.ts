import { Component, DestroyRef, inject, input, signal } from '@angular/core';
import { Clipboard } from '@angular/cdk/clipboard';
import { MatButton } from '@angular/material/button';

import { Icon } from '../icon/icon';
import { SHARED_TEXTS } from '../texts';
import { Notifier } from './notifier';

const SHOWN_MS = 2_000;

/** Copies a text and says so on the button. Works on plain-http addresses too. */
@Component({
  selector: 'app-copy-button',
  imports: [MatButton, Icon],
  template: `
    <button matButton="outlined" type="button" (click)="copy()">
      <app-icon matButtonIcon [name]="copied() ? 'check' : 'content_copy'" />
      <span aria-live="polite">{{ copied() ? texts.copied : label() || texts.copy }}</span>
    </button>
  `,
})
export class CopyButton {
  readonly text = input.required<string>();
  readonly label = input('');
  readonly #clipboard = inject(Clipboard);
  readonly #notifier = inject(Notifier);
  #timer: ReturnType<typeof setTimeout> | undefined;
  protected readonly copied = signal(false);
  protected readonly texts = SHARED_TEXTS;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#timer));
  }

  protected copy(): void {
    if (!this.#clipboard.copy(this.text())) {
      this.#notifier.done(SHARED_TEXTS.copyFailed);
      return;
    }
    this.copied.set(true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.copied.set(false), SHOWN_MS);
  }
}
