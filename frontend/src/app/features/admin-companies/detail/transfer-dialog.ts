import { Component, computed, inject, resource, signal } from '@angular/core';
import { email, required } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';

import { newIdempotencyKey } from '../../../core/http/idempotency';
import type { ApiProblem } from '../../../core/http/problem';
import { Notifier } from '../../../shared/feedback/notifier';
import { ShownOnce } from '../../../shared/feedback/shown-once';
import { CheckField } from '../../../shared/form/check-field';
import { FormDialog } from '../../../shared/form/form-dialog';
import { SelectField } from '../../../shared/form/select-field';
import { serverForm } from '../../../shared/form/server-form';
import { TextField } from '../../../shared/form/text-field';
import { UsersClient } from '../../admin-users/api/users';
import type { CompanyDetail } from '../data/companies-wire';
import { COMPANIES_TEXTS } from '../data/texts';

/** Gives a company to another person; closes with true when it changed hands. */
@Component({
  selector: 'app-transfer-dialog',
  imports: [CheckField, FormDialog, MatButton, MatDialogModule, SelectField, ShownOnce, TextField],
  template: `
    @if (password(); as shown) {
      <h2 mat-dialog-title>{{ texts.done }}</h2>
      <mat-dialog-content>
        <app-shown-once [label]="texts.temporary" [secret]="shown" [text]="texts.temporaryText(sentTo())" />
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton="filled" type="button" [mat-dialog-close]="true">{{ close }}</button>
      </mat-dialog-actions>
    } @else {
      <app-form-dialog
        isDestructive
        [form]="form"
        [title]="texts.title(company.nombre)"
        [consequence]="texts.consequence"
        [action]="texts.send"
        [problem]="problem()"
      >
        <app-text-field type="email" autocomplete="off" [field]="form.nuevo_email" [label]="texts.email" />
        <app-text-field autocomplete="off" [field]="form.nuevo_nombre" [label]="texts.name" />
        <app-text-field
          type="password"
          autocomplete="new-password"
          [field]="form.nuevo_password"
          [label]="texts.password"
          [help]="texts.passwordHelp"
        />
        @if (owners().length > 1) {
          <app-select-field
            [field]="form.anterior_usuario_id"
            [label]="texts.previous"
            [choices]="owners()"
            [emptyLabel]="''"
          />
        }
        <app-check-field
          [field]="form.desactivar_anterior"
          [label]="texts.deactivate"
          [help]="texts.deactivateHelp"
        />
      </app-form-dialog>
    }
  `,
})
export class TransferDialog {
  readonly #users = inject(UsersClient);
  readonly #notifier = inject(Notifier);
  readonly #shown = inject<MatDialogRef<TransferDialog, boolean>>(MatDialogRef);
  readonly #key = newIdempotencyKey();
  protected readonly company = inject<CompanyDetail>(MAT_DIALOG_DATA);
  readonly #owners = resource({ loader: () => this.#users.ownersOf(this.company.id) });
  protected readonly owners = computed(() =>
    (this.#owners.hasValue() ? this.#owners.value() : []).map(
      (owner) => [String(owner.id), `${owner.nombre} · ${owner.email}`] as const,
    ),
  );
  protected readonly password = signal('');
  protected readonly sentTo = signal('');
  protected readonly problem = signal<ApiProblem | null>(null);
  readonly #model = signal({ nuevo_email: '', nuevo_nombre: '', nuevo_password: '', anterior_usuario_id: '', desactivar_anterior: false });
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.nuevo_email);
      email(path.nuevo_email);
      required(path.anterior_usuario_id, { when: () => this.owners().length > 1 });
    },
    this.problem,
    async (typed) => {
      const address = typed.nuevo_email.trim();
      const temporary = await this.#users.transfer(
        {
          empresa_codigo: this.company.nit,
          nuevo_email: address,
          ...(typed.nuevo_nombre.trim() ? { nuevo_nombre: typed.nuevo_nombre.trim() } : {}),
          ...(typed.nuevo_password ? { nuevo_password: typed.nuevo_password } : {}),
          ...(typed.anterior_usuario_id ? { anterior_usuario_id: Number(typed.anterior_usuario_id) } : {}),
          desactivar_anterior: typed.desactivar_anterior,
        },
        this.#key,
      );
      this.#notifier.done(COMPANIES_TEXTS.transfer.done);
      if (temporary) {
        this.sentTo.set(address);
        this.password.set(temporary);
        this.#shown.disableClose = true;
      } else {
        this.#shown.close(true);
      }
    },
    { already_in_company: 'nuevo_email', is_admin: 'nuevo_email' },
  );
  protected readonly close = COMPANIES_TEXTS.transfer.close;
  protected readonly texts = COMPANIES_TEXTS.transfer;
}
