import { Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';

import type { ApiProblem } from '../../../core/http/problem';
import type { Person } from '../../../core/wire';
import { FormDialog } from '../../../shared/form/form-dialog';
import { SelectField } from '../../../shared/form/select-field';
import { serverForm } from '../../../shared/form/server-form';
import { TeamClient } from '../data/team-client';
import { type CompanyRole, TEAM_TEXTS } from '../data/texts';

/** Gives somebody another role; closes with it, or with undefined when nothing changed. */
@Component({
  selector: 'app-role-dialog',
  imports: [FormDialog, SelectField],
  template: `
    <app-form-dialog
      [form]="form"
      [title]="texts.title(person.nombre)"
      [consequence]="texts.consequence"
      [action]="texts.save"
      [problem]="problem()"
    >
      <app-select-field [field]="form.rol" [label]="texts.label" [choices]="roles" [help]="help()" />
    </app-form-dialog>
  `,
})
export class RoleDialog {
  readonly #client = inject(TeamClient);
  readonly #shown = inject<MatDialogRef<RoleDialog, CompanyRole>>(MatDialogRef);
  protected readonly person = inject<Person>(MAT_DIALOG_DATA);
  readonly #model = signal<{ rol: string }>({ rol: this.person.rol });
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    this.#model,
    () => undefined,
    this.problem,
    async (typed) => {
      const rol = typed.rol as CompanyRole;
      if (rol === this.person.rol) {
        this.#shown.close();
        return;
      }
      await this.#client.change(this.person.id, { rol });
      this.#shown.close(rol);
    },
    { last_owner: 'rol', own_account: 'rol' },
  );
  protected readonly help = computed(() => TEAM_TEXTS.roleHelp[this.#model().rol as CompanyRole]);
  protected readonly roles = Object.entries(TEAM_TEXTS.roles);
  protected readonly texts = TEAM_TEXTS.role;
}
