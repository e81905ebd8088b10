import { HttpClient, httpResource } from '@angular/common/http';
import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { FormRoot, maxLength, required } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';

import { AuthSession } from '../../../core/auth/auth-session';
import { isOwner } from '../../../core/auth/user';
import { CurrentCompany } from '../../../core/company/company';
import type { ApiProblem } from '../../../core/http/problem';
import type { CompanyChanged, CompanySettings, OwnCompany } from '../../../core/wire';
import { Notifier } from '../../../shared/feedback/notifier';
import { FormProblem } from '../../../shared/form/form-problem';
import { CountryList, currencyChoices, zoneChoices } from '../../../shared/form/places';
import { SelectField } from '../../../shared/form/select-field';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextField } from '../../../shared/form/text-field';
import type { KeepsChanges } from '../../../shared/form/unsaved-changes';
import { When } from '../../../shared/format/when';
import { PageHeader } from '../../../shared/page/page-header';
import { ContentTemplate, States } from '../../../shared/states/states';
import { citySuggestions } from '../data/city-names';
import { EMPTY_COMPANY, companyChange, modelOf } from '../data/company-model';
import { COMPANY_TEXTS } from '../data/texts';

const ADDRESS = '/account/empresa';

/** `/mi-cuenta/empresa`: the data of the company; its owner changes them, everybody else reads. */
@Component({
  selector: 'app-own-company',
  imports: [ContentTemplate, FormProblem, FormRoot, PageHeader, SelectField, States, SubmitButton, TextField, When],
  templateUrl: './edit.html',
  styleUrl: './edit.scss',
})
export class OwnCompanyPage implements KeepsChanges {
  readonly #http = inject(HttpClient);
  readonly #session = inject(AuthSession);
  readonly #notifier = inject(Notifier);
  readonly #profile = inject(CurrentCompany).profile;
  readonly #countries = inject(CountryList);
  readonly #model = signal(EMPTY_COMPANY);
  readonly #saved = signal(EMPTY_COMPANY);
  protected readonly company = httpResource<OwnCompany>(() => ADDRESS);
  protected readonly shown = computed(() => (this.company.hasValue() ? this.company.value().empresa : null));
  protected readonly mayChange = computed(() => isOwner(this.#session.user()));
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.nombre);
      maxLength(path.nombre, 150);
      maxLength(path.contacto, 120);
      maxLength(path.ciudad, 120);
    },
    this.problem,
    () => this.#save(),
    { currency_in_use: 'moneda' },
  );
  protected readonly sentence = computed(() => {
    const one = this.shown();
    return one ? COMPANY_TEXTS.sentence(one.nombre, one.nit) : '';
  });
  protected readonly currencies = computed(() => currencyChoices(this.#saved().moneda));
  protected readonly zones = computed(() => zoneChoices(this.#saved().zona_horaria));
  protected readonly countries = computed(() => {
    const [choices, inForce] = [this.#countries.choices(), this.#saved().pais];
    return choices.some(([code]) => code === inForce) || inForce === '' ? choices : [[inForce, inForce] as const, ...choices];
  });
  protected readonly cities = citySuggestions(
    computed(() => this.#model().pais),
    computed(() => (this.#model().ciudad === this.#saved().ciudad ? '' : this.#model().ciudad)),
  );
  protected readonly texts = COMPANY_TEXTS;

  constructor() {
    effect(() => {
      const company = this.shown();
      if (company) {
        untracked(() => this.#show(company));
      }
    });
  }

  hasUnsavedChanges(): boolean {
    return this.#session.isSignedIn() && Object.keys(companyChange(this.#model(), this.#saved())).length > 0;
  }

  protected countryName(code: string | null): string {
    return this.#countries.choices().find(([one]) => one === code)?.[1] ?? code ?? '';
  }

  async #save(): Promise<void> {
    const change = companyChange(this.#model(), this.#saved());
    if (Object.keys(change).length === 0) {
      this.#notifier.done(COMPANY_TEXTS.nothing);
      return;
    }
    const { empresa } = await firstValueFrom(this.#http.put<CompanyChanged>(ADDRESS, change));
    this.company.set({ empresa });
    // Name, currency and zone are shown everywhere.
    this.#profile.reload();
    this.#notifier.done(COMPANY_TEXTS.saved);
  }

  #show(company: CompanySettings): void {
    const model = modelOf(company);
    this.#saved.set(model);
    this.#model.set(model);
  }
}
