import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { FormField, FormRoot, maxLength, required } from '@angular/forms/signals';
import { Router } from '@angular/router';

import { discounted, endOf, times, usualDiscount } from '../../../core/billing/terms';
import { CurrentCompany } from '../../../core/company/company';
import { newIdempotencyKey } from '../../../core/http/idempotency';
import type { ApiProblem } from '../../../core/http/problem';
import { minorDigits } from '../../../core/money/minor-units';
import { dayIn } from '../../../core/time/day';
import { ServerClock } from '../../../core/time/server-clock';
import { Notifier } from '../../../shared/feedback/notifier';
import { CheckField } from '../../../shared/form/check-field';
import { FormProblem } from '../../../shared/form/form-problem';
import { SelectField } from '../../../shared/form/select-field';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextAreaField } from '../../../shared/form/text-area-field';
import { TextField } from '../../../shared/form/text-field';
import type { KeepsChanges } from '../../../shared/form/unsaved-changes';
import { DayPipe } from '../../../shared/format/day-pipe';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { PageHeader } from '../../../shared/page/page-header';
import { PlansClient, planChoice } from '../../admin-catalogue/api/catalogue';
import { CompanyField } from '../../admin-companies/api/companies';
import { percentOf, percentRule } from '../data/percent';
import { SubscriptionsClient } from '../data/subscriptions-client';
import type { Period } from '../data/subscriptions-wire';
import { SUBSCRIPTIONS_TEXTS } from '../data/texts';
import { PERIOD_CHOICES, YEAR_CHOICES } from '../data/choices';

const EMPTY = {
  empresa_id: '',
  plan_id: '',
  periodo: 'mensual' as Period,
  anios: '1',
  fecha_inicio: '',
  forma_pago: '',
  porcentaje_descuento: '',
  renovacion_automatica: true,
  notas: '',
};

/** `/panel/admin/suscripciones/nueva`: sells a plan to a company; shows the amount and the last day beforehand. */
@Component({
  selector: 'app-subscription-create',
  imports: [
    CheckField, CompanyField, DayPipe, FormField, FormProblem, FormRoot, MoneyPipe, PageHeader, SelectField, SubmitButton,
    TextAreaField, TextField,
  ],
  templateUrl: './create.html',
  styleUrl: './create.scss',
})
export class SubscriptionCreate implements KeepsChanges {
  /** Of the address: the company that is chosen already. */
  readonly empresa_id = input<string>();
  readonly #router = inject(Router);
  readonly #client = inject(SubscriptionsClient);
  readonly #notifier = inject(Notifier);
  readonly #company = inject(CurrentCompany);
  readonly #clock = inject(ServerClock);
  readonly #key = newIdempotencyKey();
  readonly #begun = computed(() => ({ ...EMPTY, empresa_id: this.empresa_id() ?? '' }));
  readonly #model = linkedSignal(() => this.#begun());
  readonly #isDone = signal(false);
  readonly #plans = inject(PlansClient).sold();
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.empresa_id);
      required(path.plan_id);
      maxLength(path.forma_pago, 50);
      percentRule(path.porcentaje_descuento);
    },
    this.problem,
    () => this.#create(),
    {
      empresa_not_found: 'empresa_id',
      empresa_inactive: 'empresa_id',
      active_subscription_exists: 'empresa_id',
      plan_not_found: 'plan_id',
      plan_inactive: 'plan_id',
    },
  );
  protected readonly plans = computed(() => (this.#plans.hasValue() ? this.#plans.value().map(planChoice) : []));
  protected readonly preview = computed(() => {
    const { plan_id, periodo, anios, fecha_inicio, porcentaje_descuento } = this.#model();
    const plan = this.#plans.hasValue() ? this.#plans.value().find((one) => String(one.id) === plan_id) : undefined;
    const years = periodo === 'anual' ? Number(anios) : 1;
    const percent = porcentaje_descuento.trim() === '' ? usualDiscount(periodo, years) : percentOf(porcentaje_descuento);
    if (!plan || percent === null) {
      return null;
    }
    const digits = minorDigits(plan.moneda);
    const price = times(periodo === 'anual' ? plan.precio_anual : plan.precio_mensual, years, digits);
    const start = fecha_inicio || dayIn(this.#company.timeZone(), this.#clock.now());
    return { price, net: discounted(price, percent, digits), ends: endOf(start, periodo, years), currency: plan.moneda };
  });
  protected readonly crumbs = [{ label: SUBSCRIPTIONS_TEXTS.title, path: '/panel/admin/suscripciones' }];
  protected readonly periods = PERIOD_CHOICES;
  protected readonly years = YEAR_CHOICES;
  protected readonly list = SUBSCRIPTIONS_TEXTS;
  protected readonly texts = SUBSCRIPTIONS_TEXTS.form;

  hasUnsavedChanges(): boolean {
    return !this.#isDone() && JSON.stringify(this.#model()) !== JSON.stringify(this.#begun());
  }

  async #create(): Promise<void> {
    const typed = this.#model();
    const percent = percentOf(typed.porcentaje_descuento);
    const made = await this.#client.create(
      {
        empresa_id: Number(typed.empresa_id),
        plan_id: Number(typed.plan_id),
        periodo: typed.periodo,
        ...(typed.periodo === 'anual' ? { anios: Number(typed.anios) } : {}),
        ...(typed.fecha_inicio ? { fecha_inicio: typed.fecha_inicio } : {}),
        ...(typed.forma_pago.trim() ? { forma_pago: typed.forma_pago.trim() } : {}),
        ...(percent === null ? {} : { porcentaje_descuento: percent }),
        ...(typed.notas.trim() ? { notas: typed.notas.trim() } : {}),
        renovacion_automatica: typed.renovacion_automatica,
      },
      this.#key,
    );
    this.#isDone.set(true);
    this.#notifier.done(SUBSCRIPTIONS_TEXTS.form.created);
    await this.#router.navigate(['/panel/admin/suscripciones', made.id], { replaceUrl: true });
  }
}
