import { Component, computed, effect, inject, input, resource, signal, untracked } from '@angular/core';
import { FormField, FormRoot, applyWhen, email, maxLength, required } from '@angular/forms/signals';
import { Router } from '@angular/router';

import type { ApiProblem } from '../../../core/http/problem';
import { Confirm } from '../../../shared/confirm/confirm';
import { Notifier } from '../../../shared/feedback/notifier';
import { FormProblem } from '../../../shared/form/form-problem';
import { SelectField } from '../../../shared/form/select-field';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextField } from '../../../shared/form/text-field';
import type { KeepsChanges } from '../../../shared/form/unsaved-changes';
import { PageHeader } from '../../../shared/page/page-header';
import { ContentTemplate, States } from '../../../shared/states/states';
import { newPasswordRule } from '../../access/api/field-rules';
import { NewPassword } from '../../access/api/new-password';
import { CompanyField } from '../../admin-companies/api/companies';
import { USERS_TEXTS } from '../data/texts';
import { EMPTY_USER, type UserModel, endsSessions, mayHaveCompany, needsCompany, newUser, userChange, userModel } from '../data/user-model';
import { UsersClient } from '../data/users-client';

/** `/panel/admin/usuarios/nuevo` and `/:id/editar`: one account, its role and its company. */
@Component({
  selector: 'app-user-edit',
  imports: [
    CompanyField, ContentTemplate, FormField, FormProblem, FormRoot, NewPassword, PageHeader, SelectField, States,
    SubmitButton, TextField,
  ],
  templateUrl: './edit.html',
  styleUrl: './edit.scss',
})
export class UserEdit implements KeepsChanges {
  /** Of the address; absent while a new one is being made. */
  readonly id = input<string>();
  /** Of the address: the company of a new account. */
  readonly empresa_id = input<string>();
  readonly #router = inject(Router);
  readonly #client = inject(UsersClient);
  readonly #confirm = inject(Confirm);
  readonly #notifier = inject(Notifier);
  readonly #model = signal<UserModel>(EMPTY_USER);
  readonly #saved = signal<UserModel>(EMPTY_USER);
  protected readonly user = resource({
    params: () => ({ id: this.id() }),
    loader: async ({ params }) => (params.id ? this.#client.read(params.id) : null),
  });
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.nombre);
      maxLength(path.nombre, 120);
      required(path.email);
      email(path.email);
      maxLength(path.email, 120);
      required(path.empresa_id, { when: () => needsCompany(this.#model().rol) });
      applyWhen(path, () => this.id() === undefined, (own) => newPasswordRule(own.password));
      maxLength(path.telefono, 30);
      maxLength(path.direccion, 255);
      maxLength(path.ciudad, 120);
      maxLength(path.pais, 120);
      maxLength(path.supabase_sub, 64);
    },
    this.problem,
    () => this.#save(),
    { email_taken: 'email', empresa_not_found: 'empresa_id', last_admin: 'rol', own_account: 'rol', last_owner: 'rol' },
  );
  protected readonly hasCompany = computed(() => mayHaveCompany(this.#model().rol));
  protected readonly title = computed(() => {
    const loaded = this.user.hasValue() ? this.user.value() : null;
    return loaded ? USERS_TEXTS.form.editTitle(loaded.nombre) : USERS_TEXTS.form.newTitle;
  });
  protected readonly crumbs = [{ label: USERS_TEXTS.title, path: '/panel/admin/usuarios' }];
  protected readonly roles = Object.entries(USERS_TEXTS.roles);
  protected readonly texts = USERS_TEXTS.form;

  constructor() {
    effect(() => {
      const loaded = this.user.hasValue() ? this.user.value() : undefined;
      const companyId = this.empresa_id() ?? '';
      if (loaded !== undefined) {
        untracked(() => this.#show(loaded ? userModel(loaded) : { ...EMPTY_USER, empresa_id: companyId }));
      }
    });
  }

  hasUnsavedChanges(): boolean {
    return JSON.stringify(this.#model()) !== JSON.stringify(this.#saved());
  }

  async #save(): Promise<void> {
    const id = this.id();
    const shown = id === undefined ? (await this.#client.create(newUser(this.#model()))).id : await this.#update(id);
    if (shown === null) {
      return;
    }
    this.#saved.set(this.#model());
    this.#notifier.done(id === undefined ? USERS_TEXTS.form.created : USERS_TEXTS.form.saved);
    await this.#router.navigate(['/panel/admin/usuarios'], { queryParams: { ver: shown } });
  }

  /** The id once it is saved, null when the person thought better of it. */
  async #update(id: string): Promise<string | null> {
    const change = userChange(this.#model(), this.#saved());
    const isAgreed =
      !endsSessions(change) ||
      (await this.#confirm.ask({
        title: USERS_TEXTS.form.endsTitle(this.#saved().nombre),
        consequence: USERS_TEXTS.form.endsConsequence(USERS_TEXTS.roles[this.#model().rol]),
        action: USERS_TEXTS.form.endsAction,
      }));
    if (!isAgreed) {
      return null;
    }
    if (Object.keys(change).length > 0) {
      await this.#client.update(id, change);
    }
    return id;
  }

  #show(model: UserModel): void {
    this.#saved.set(model);
    this.#model.set(model);
  }
}
