import { Component, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';

import type { ApiProblem } from '../../../core/http/problem';
import type { ListedUser } from '../../../core/wire';
import { FormDialog } from '../../../shared/form/form-dialog';
import { serverForm } from '../../../shared/form/server-form';
import { newPasswordRule } from '../../access/api/field-rules';
import { NewPassword } from '../../access/api/new-password';
import { UsersClient } from '../data/users-client';
import { USERS_TEXTS } from '../data/texts';

/** Gives an account a new password; closes with true when it has it. */
@Component({
  selector: 'app-user-password-dialog',
  imports: [FormDialog, NewPassword],
  template: `
    <app-form-dialog
      [form]="form"
      [title]="texts.title(user.nombre)"
      [consequence]="texts.consequence"
      [action]="texts.save"
      [problem]="problem()"
    >
      <app-new-password [field]="form.nueva_password" [label]="texts.label" />
    </app-form-dialog>
  `,
})
export class UserPasswordDialog {
  readonly #client = inject(UsersClient);
  readonly #shown = inject<MatDialogRef<UserPasswordDialog, boolean>>(MatDialogRef);
  protected readonly user = inject<Pick<ListedUser, 'id' | 'nombre'>>(MAT_DIALOG_DATA);
  protected readonly problem = signal<ApiProblem | null>(null);
  readonly #model = signal({ nueva_password: '' });
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      newPasswordRule(path.nueva_password);
    },
    this.problem,
    async (typed) => {
      await this.#client.setPassword(this.user.id, typed.nueva_password);
      this.#shown.close(true);
    },
  );
  protected readonly texts = USERS_TEXTS.password;
}
