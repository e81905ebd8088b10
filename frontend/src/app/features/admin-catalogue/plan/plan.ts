import { Component, computed, effect, inject, input, resource, signal, untracked, viewChild } from '@angular/core';
import { FormRoot, maxLength, required } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';

import type { ApiProblem } from '../../../core/http/problem';
import { yearlySaving } from '../../../core/money/saving';
import { Confirm } from '../../../shared/confirm/confirm';
import { Notifier } from '../../../shared/feedback/notifier';
import { CheckField } from '../../../shared/form/check-field';
import { FormProblem } from '../../../shared/form/form-problem';
import { currencyChoices } from '../../../shared/form/places';
import { SelectField } from '../../../shared/form/select-field';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextAreaField } from '../../../shared/form/text-area-field';
import { TextField } from '../../../shared/form/text-field';
import type { KeepsChanges } from '../../../shared/form/unsaved-changes';
import { Icon } from '../../../shared/icon/icon';
import { keepingRows } from '../../../shared/list/list';
import { PageHeader } from '../../../shared/page/page-header';
import { ContentTemplate, States } from '../../../shared/states/states';
import type { Plan } from '../data/catalogue-wire';
import { EMPTY_PLAN, newPlan, planChange, planModel } from '../data/plan-model';
import { PlansClient } from '../data/plans-client';
import { priceOf, priceRule } from '../data/prices';
import { ServicesClient } from '../data/services-client';
import { CATALOGUE_TEXTS } from '../data/texts';
import { PlanLimits } from '../ui/plan-limits';

/** `/panel/admin/planes/nuevo` and `/:id`: name and prices of a plan, then what it includes. */
@Component({
  selector: 'app-plan',
  imports: [
    CheckField, ContentTemplate, FormProblem, FormRoot, Icon, MatButton, PageHeader, PlanLimits, SelectField, States,
    SubmitButton, TextAreaField, TextField,
  ],
  templateUrl: './plan.html',
  styleUrl: './plan.scss',
})
export class PlanPage implements KeepsChanges {
  /** Of the address; absent while a new one is being made. */
  readonly id = input<string>();
  readonly #router = inject(Router);
  readonly #client = inject(PlansClient);
  readonly #servicesClient = inject(ServicesClient);
  readonly #confirm = inject(Confirm);
  readonly #notifier = inject(Notifier);
  readonly #model = signal(EMPTY_PLAN);
  readonly #saved = signal(EMPTY_PLAN);
  protected readonly limits = viewChild(PlanLimits);
  readonly #content = resource({
    params: () => ({ id: this.id() }),
    loader: async ({ params: { id } }) => {
      const [held, services] = await Promise.all([id ? this.#client.readServices(id) : null, this.#servicesClient.readAll()]);
      return { held, services };
    },
  });
  protected readonly content = keepingRows(this.#content);
  readonly #held = computed(() => (this.content.hasValue() ? this.content.value().held : null));
  protected readonly plan = computed(() => this.#held()?.plan ?? null);
  protected readonly linked = computed(() => this.#held()?.servicios ?? []);
  protected readonly services = computed(() => (this.content.hasValue() ? this.content.value().services : []));
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.nombre);
      maxLength(path.nombre, 100);
      required(path.precio_mensual);
      required(path.precio_anual);
      priceRule(path.precio_mensual, () => this.#model().moneda);
      priceRule(path.precio_anual, () => this.#model().moneda);
    },
    this.problem,
    () => this.#save(),
    { plan_exists: 'nombre', currency_in_use: 'moneda' },
  );
  protected readonly title = computed(() => this.plan()?.nombre ?? (this.id() ? '' : CATALOGUE_TEXTS.plan.newTitle));
  protected readonly saving = computed(() => {
    const { precio_mensual, precio_anual, moneda } = this.#model();
    const [monthly, yearly] = [priceOf(precio_mensual, moneda), priceOf(precio_anual, moneda)];
    const percent = monthly === null || yearly === null ? undefined : yearlySaving(monthly, yearly)?.percent;
    return percent === undefined ? '' : CATALOGUE_TEXTS.plan.yearSaves(String(percent));
  });
  protected readonly currencies = computed(() => currencyChoices(this.#saved().moneda));
  protected readonly crumbs = [{ label: CATALOGUE_TEXTS.plans.title, path: '/panel/admin/planes' }];
  protected readonly texts = CATALOGUE_TEXTS.plan;

  constructor() {
    let shown: number | null = null;
    effect(() => {
      const plan = this.plan();
      if (plan && plan.id !== shown) {
        shown = plan.id;
        untracked(() => this.#show(plan));
      }
    });
  }

  hasUnsavedChanges(): boolean {
    const isTyped = JSON.stringify(this.#model()) !== JSON.stringify(this.#saved());
    return isTyped || (this.limits()?.hasUnsavedChanges() ?? false);
  }

  protected retry(): void {
    this.#content.reload();
  }

  protected reload(): void {
    this.#content.reload();
  }

  protected async remove(plan: Plan): Promise<void> {
    const isAgreed = await this.#confirm.ask({
      title: this.texts.removeTitle(plan.nombre),
      consequence: this.texts.removeConsequence,
      action: this.texts.remove,
      isDestructive: true,
    });
    if (!isAgreed) {
      return;
    }
    try {
      await this.#client.remove(plan.id);
      this.#saved.set(this.#model());
      this.#notifier.done(this.texts.removed);
      await this.#router.navigateByUrl('/panel/admin/planes');
    } catch (failure) {
      this.#notifier.failed(failure);
    }
  }

  async #save(): Promise<void> {
    const id = this.id();
    if (id === undefined) {
      const plan = await this.#client.create(newPlan(this.#model()));
      this.#saved.set(this.#model());
      this.#notifier.done(this.texts.created);
      await this.#router.navigate(['/panel/admin/planes', plan.id], { replaceUrl: true });
      return;
    }
    const change = planChange(this.#model(), this.#saved());
    if (Object.keys(change).length > 0) {
      this.#show(await this.#client.update(id, change));
      this.#content.reload();
    }
    this.#notifier.done(this.texts.saved);
  }

  #show(plan: Plan): void {
    const model = planModel(plan);
    this.#saved.set(model);
    this.#model.set(model);
  }
}
