import { Component, computed, effect, inject, input, resource, signal, untracked } from '@angular/core';
import { FormRoot, maxLength, pattern, required } from '@angular/forms/signals';
import { Router } from '@angular/router';

import { newIdempotencyKey } from '../../../core/http/idempotency';
import type { ApiProblem } from '../../../core/http/problem';
import { Notifier } from '../../../shared/feedback/notifier';
import { FormProblem } from '../../../shared/form/form-problem';
import { CountryList, currencyChoices, zoneChoices } from '../../../shared/form/places';
import { SelectField } from '../../../shared/form/select-field';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextAreaField } from '../../../shared/form/text-area-field';
import { TextField } from '../../../shared/form/text-field';
import type { KeepsChanges } from '../../../shared/form/unsaved-changes';
import { PageHeader } from '../../../shared/page/page-header';
import { ContentTemplate, States } from '../../../shared/states/states';
import { PlansClient, planChoice } from '../../admin-catalogue/api/catalogue';
import { CompaniesClient } from '../data/companies-client';
import { type CompanyModel, EMPTY_COMPANY, companyChange, modelOf, newCompany } from '../data/company-model';
import { COMPANIES_TEXTS } from '../data/texts';

const NIT = /^[A-Za-z0-9._-]+$/;
const MOST_YEARS = 5;

/** `/panel/admin/empresas/nueva` and `/:id/editar`: the data of a company; a new one may start with its subscription. */
@Component({
  selector: 'app-company-edit',
  imports: [
    ContentTemplate, FormProblem, FormRoot, PageHeader, SelectField, States, SubmitButton, TextAreaField, TextField,
  ],
  templateUrl: './edit.html',
  styleUrl: './edit.scss',
})
export class CompanyEdit implements KeepsChanges {
  /** Of the address; absent while a new one is being made. */
  readonly id = input<string>();
  readonly #router = inject(Router);
  readonly #client = inject(CompaniesClient);
  readonly #notifier = inject(Notifier);
  readonly #countries = inject(CountryList);
  readonly #key = newIdempotencyKey();
  readonly #model = signal<CompanyModel>(EMPTY_COMPANY);
  readonly #saved = signal<CompanyModel>(EMPTY_COMPANY);
  protected readonly company = resource({
    params: () => ({ id: this.id() }),
    loader: async ({ params }) => (params.id ? this.#client.read(params.id) : null),
  });
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.nombre);
      maxLength(path.nombre, 150);
      required(path.nit);
      maxLength(path.nit, 50);
      pattern(path.nit, NIT, { message: COMPANIES_TEXTS.form.nitPattern });
      maxLength(path.contacto, 120);
      maxLength(path.ciudad, 120);
      maxLength(path.plan, 50);
    },
    this.problem,
    () => this.#save(),
    { nit_taken: 'nit', currency_in_use: 'moneda', plan_not_found: 'plan_id', plan_inactive: 'plan_id' },
  );
  protected readonly title = computed(() => {
    const loaded = this.company.hasValue() ? this.company.value() : null;
    return loaded ? COMPANIES_TEXTS.form.editTitle(loaded.nombre) : COMPANIES_TEXTS.form.newTitle;
  });
  protected readonly crumbs = computed(() => {
    const loaded = this.company.hasValue() ? this.company.value() : null;
    const root = '/panel/admin/empresas';
    return [
      { label: COMPANIES_TEXTS.title, path: root },
      ...(loaded ? [{ label: loaded.nombre, path: `${root}/${loaded.id}` }] : []),
    ];
  });
  readonly #plans = inject(PlansClient).sold(computed(() => this.id() === undefined));
  protected readonly plans = computed(() => (this.#plans.hasValue() ? this.#plans.value().map(planChoice) : []));
  protected readonly currencies = computed(() => currencyChoices(this.#saved().moneda));
  protected readonly zones = computed(() => zoneChoices(this.#saved().zona_horaria));
  protected readonly countries = computed(() => {
    const [choices, inForce] = [this.#countries.choices(), this.#saved().pais];
    return choices.some(([code]) => code === inForce) || inForce === '' ? choices : [[inForce, inForce] as const, ...choices];
  });
  protected readonly periods = Object.entries(COMPANIES_TEXTS.form.periods);
  protected readonly years = Array.from({ length: MOST_YEARS }, (_, index) => {
    const count = index + 1;
    return [String(count), COMPANIES_TEXTS.form.years(count)] as const;
  });
  protected readonly texts = COMPANIES_TEXTS.form;

  constructor() {
    effect(() => {
      const loaded = this.company.hasValue() ? this.company.value() : null;
      if (loaded) {
        untracked(() => this.#show(modelOf(loaded)));
      }
    });
  }

  hasUnsavedChanges(): boolean {
    return JSON.stringify(this.#model()) !== JSON.stringify(this.#saved());
  }

  async #save(): Promise<void> {
    const id = this.id();
    const company = id === undefined ? await this.#client.create(newCompany(this.#model()), this.#key) : await this.#update(id);
    this.#saved.set(this.#model());
    this.#notifier.done(id ? COMPANIES_TEXTS.form.saved : COMPANIES_TEXTS.form.created);
    await this.#router.navigate(['/panel/admin/empresas', company.id], { replaceUrl: true });
  }

  async #update(id: string): Promise<{ id: number | string }> {
    const change = companyChange(this.#model(), this.#saved());
    return Object.keys(change).length > 0 ? this.#client.update(id, change) : { id };
  }

  #show(model: CompanyModel): void {
    this.#saved.set(model);
    this.#model.set(model);
  }
}
