import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { FormRoot, maxLength, required } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { AuthSession } from '../../../core/auth/auth-session';
import { CurrentCompany } from '../../../core/company/company';
import type { ApiProblem } from '../../../core/http/problem';
import type { ProfileChange, User } from '../../../core/wire';
import { Notifier } from '../../../shared/feedback/notifier';
import { FormProblem } from '../../../shared/form/form-problem';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextField } from '../../../shared/form/text-field';
import type { KeepsChanges } from '../../../shared/form/unsaved-changes';
import { When } from '../../../shared/format/when';
import { PageHeader } from '../../../shared/page/page-header';
import { ContentTemplate, States } from '../../../shared/states/states';
import { StatusChip } from '../../../shared/status/status-chip';
import { AccountClient } from '../data/account-client';
import { ACCOUNT_TEXTS } from '../data/texts';

const FIELDS = ['nombre', 'telefono', 'direccion', 'ciudad', 'pais', 'fecha_nacimiento'] as const;
type ProfileModel = Record<(typeof FIELDS)[number], string>;
const EMPTY: ProfileModel = { nombre: '', telefono: '', direccion: '', ciudad: '', pais: '', fecha_nacimiento: '' };

/** `/mi-cuenta`: the own data. */
@Component({
  selector: 'app-profile',
  imports: [
    ContentTemplate,
    FormProblem,
    FormRoot,
    MatButton,
    PageHeader,
    RouterLink,
    States,
    StatusChip,
    SubmitButton,
    TextField,
    When,
  ],
  templateUrl: './profile.html',
  styleUrl: './profile.scss',
})
export class Profile implements KeepsChanges {
  readonly #client = inject(AccountClient);
  readonly #session = inject(AuthSession);
  readonly #notifier = inject(Notifier);
  readonly #company = inject(CurrentCompany);
  readonly #model = signal<ProfileModel>(EMPTY);
  readonly #saved = signal<ProfileModel>(EMPTY);
  protected readonly profile = this.#company.profile;
  protected readonly companyName = this.#company.name;
  protected readonly user = this.#session.user;
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.nombre);
      maxLength(path.nombre, 120);
      maxLength(path.telefono, 30);
      maxLength(path.direccion, 255);
      maxLength(path.ciudad, 120);
      maxLength(path.pais, 120);
    },
    this.problem,
    () => this.#save(),
  );
  protected readonly texts = ACCOUNT_TEXTS.profile;
  readonly #changes = computed<Partial<ProfileChange>>(() => {
    const [model, saved] = [this.#model(), this.#saved()];
    const changed = FIELDS.filter((field) => model[field].trim() !== saved[field]);
    return Object.fromEntries(changed.map((field) => [field, model[field].trim() || null]));
  });

  constructor() {
    effect(() => {
      if (this.profile.hasValue()) {
        const user = this.profile.value().usuario;
        untracked(() => this.#show(user));
      }
    });
  }

  hasUnsavedChanges(): boolean {
    return this.#session.isSignedIn() && Object.keys(this.#changes()).length > 0;
  }

  protected async resend(): Promise<void> {
    try {
      await this.#client.resendVerification(this.user()?.email ?? '');
      this.#notifier.done(this.texts.resent);
    } catch (failure) {
      this.#notifier.failed(failure);
    }
  }

  async #save(): Promise<void> {
    if (!this.hasUnsavedChanges()) {
      this.#notifier.done(this.texts.nothing);
      return;
    }
    const user = await this.#client.saveProfile(this.#changes());
    this.#show(user);
    this.#session.update(user);
    this.#company.profile.reload();
    this.#notifier.done(this.texts.saved);
  }

  #show(user: User): void {
    const model = Object.fromEntries(FIELDS.map((field) => [field, user[field] ?? ''])) as ProfileModel;
    this.#saved.set(model);
    this.#model.set(model);
  }
}
