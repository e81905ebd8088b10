import { Component, computed, inject, signal } from '@angular/core';
import { email, required } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';

import { newIdempotencyKey } from '../../../core/http/idempotency';
import type { ApiProblem } from '../../../core/http/problem';
import { ShownOnce } from '../../../shared/feedback/shown-once';
import { FormDialog } from '../../../shared/form/form-dialog';
import { SelectField } from '../../../shared/form/select-field';
import { serverForm } from '../../../shared/form/server-form';
import { TextField } from '../../../shared/form/text-field';
import { type CompanyRole, TEAM_TEXTS } from '../data/texts';

/** Into which company, and by which route; `invite` gives back the code. */
export interface InviteGiven {
  title: string;
  role: CompanyRole;
  invite: (email: string, role: CompanyRole, key: string) => Promise<string>;
}

/** Invites somebody into a company and shows the code once; closes with true when an invitation was made. */
@Component({
  selector: 'app-invite-dialog',
  imports: [FormDialog, MatButton, MatDialogModule, SelectField, ShownOnce, TextField],
  template: `
    @if (code(); as shown) {
      <h2 mat-dialog-title>{{ texts.doneTitle }}</h2>
      <mat-dialog-content>
        <app-shown-once [label]="texts.code" [secret]="shown" [text]="texts.doneText(sentTo())" />
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton="filled" type="button" [mat-dialog-close]="true">{{ texts.close }}</button>
      </mat-dialog-actions>
    } @else {
      <app-form-dialog
        [form]="form"
        [title]="given.title"
        [consequence]="texts.consequence"
        [action]="texts.send"
        [problem]="problem()"
      >
        <app-text-field type="email" autocomplete="off" [field]="form.email" [label]="texts.email" />
        <app-select-field [field]="form.rol" [label]="texts.role" [choices]="roles" [help]="roleHelp()" />
      </app-form-dialog>
    }
  `,
})
export class InviteDialog {
  readonly #shown = inject<MatDialogRef<InviteDialog, boolean>>(MatDialogRef);
  readonly #key = newIdempotencyKey();
  protected readonly given = inject<InviteGiven>(MAT_DIALOG_DATA);
  protected readonly code = signal('');
  protected readonly sentTo = signal('');
  protected readonly problem = signal<ApiProblem | null>(null);
  readonly #model = signal<{ email: string; rol: string }>({ email: '', rol: this.given.role });
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.email);
      email(path.email);
    },
    this.problem,
    async (typed) => {
      const address = typed.email.trim();
      this.code.set(await this.given.invite(address, typed.rol as CompanyRole, this.#key));
      this.sentTo.set(address);
      this.#shown.disableClose = true;
    },
    { already_member: 'email' },
  );
  protected readonly roles = Object.entries(TEAM_TEXTS.roles);
  protected readonly roleHelp = computed(() => TEAM_TEXTS.roleHelp[this.#model().rol as CompanyRole]);
  protected readonly texts = TEAM_TEXTS.invite;
}
