import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';

import { ConfirmDialog, type Question } from './confirm-dialog';

/** Asks before something that cannot be taken back: names the thing, the consequence and, for money, the amount. */
@Injectable({ providedIn: 'root' })
export class Confirm {
  readonly #dialog = inject(MatDialog);

  /** True when the person agreed; closing the dialog in any other way is a no. */
  async ask(question: Question): Promise<boolean> {
    const shown = this.#dialog.open<ConfirmDialog, Question, boolean>(ConfirmDialog, {
      data: question,
      role: 'alertdialog',
      autoFocus: question.isDestructive ? '[data-cancel]' : '[data-agree]',
      restoreFocus: true,
    });
    return (await firstValueFrom(shown.afterClosed())) === true;
  }
}
