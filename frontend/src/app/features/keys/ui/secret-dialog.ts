import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';

import { ShownOnce } from '../../../shared/feedback/shown-once';
import { KEYS_TEXTS } from '../data/texts';

/** Shows the text of a key, once; only its button closes it. */
@Component({
  selector: 'app-secret-dialog',
  imports: [MatButton, MatDialogModule, ShownOnce],
  template: `
    <h2 mat-dialog-title>{{ texts.title }}</h2>
    <mat-dialog-content><app-shown-once [label]="texts.label" [secret]="secret" [text]="texts.text" /></mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton="filled" type="button" mat-dialog-close>{{ texts.close }}</button>
    </mat-dialog-actions>
  `,
})
export class SecretDialog {
  protected readonly secret = inject<string>(MAT_DIALOG_DATA);
  protected readonly texts = KEYS_TEXTS.secret;

  constructor() {
    inject<MatDialogRef<SecretDialog>>(MatDialogRef).disableClose = true;
  }
}
