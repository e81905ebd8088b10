import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';

import { SHARED_TEXTS } from '../texts';

export interface Question {
  /** Names the thing: "¿Desconectar la cuenta de QR?". */
  title: string;
  /** What happens then, with the amount when money goes out. */
  consequence: string;
  /** The verb of the button. */
  action: string;
  isDestructive?: boolean;
}

@Component({
  selector: 'app-confirm-dialog',
  imports: [MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ question.title }}</h2>
    <mat-dialog-content>
      <p>{{ question.consequence }}</p>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" data-cancel [mat-dialog-close]="false">{{ texts.cancel }}</button>
      <button
        matButton="filled"
        type="button"
        data-agree
        [class.destructive]="question.isDestructive"
        [mat-dialog-close]="true"
      >
        {{ question.action }}
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    .destructive {
      --mat-button-filled-container-color: var(--failed);
      --mat-button-filled-label-text-color: var(--paper-raised);
    }
  `,
})
export class ConfirmDialog {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
  protected readonly texts = SHARED_TEXTS;
}
