import { Component, type Resource, computed, effect, inject, resource, signal, untracked } from '@angular/core';
import { required } from '@angular/forms/signals';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';

import { CurrentCompany } from '../../../core/company/company';
import { newIdempotencyKey } from '../../../core/http/idempotency';
import { ApiProblem } from '../../../core/http/problem';
import { formatMoney } from '../../../core/money/money';
import { CheckField } from '../../../shared/form/check-field';
import { FormDialog } from '../../../shared/form/form-dialog';
import { SelectField } from '../../../shared/form/select-field';
import { serverForm } from '../../../shared/form/server-form';
import type { Plan, Quote, Subscription } from '../data/subscriptions-wire';
import { SUBSCRIPTIONS_TEXTS } from '../data/texts';
import { QuoteTable } from './quote-table';

/** Whose plan is changed, and by which routes. */
export interface PlanChangeGiven {
  old: Pick<Subscription, 'plan_id' | 'moneda'> & { plan: Pick<Plan, 'nombre'> };
  /** The plan that was chosen before, if one was. */
  planId?: number;
  title: string;
  consequence: string;
  /** The plans that are sold; called in an injection context. */
  plans: () => Resource<Plan[] | undefined>;
  quote: (planId: number) => Promise<Quote>;
  /** Makes the change for what the quote says; the dialog closes with its answer. */
  change: (agreed: { plan_id: number; cotizacion_id: number; cobrar_online: boolean }, key: string) => Promise<unknown>;
  /** The owner pays what is to be paid; an operator collects it, and chooses how. */
  isPayer: boolean;
}

/** Changes the plan for exactly what the quote shown says; closes with the answer. */
@Component({
  selector: 'app-change-plan-dialog',
  imports: [CheckField, FormDialog, QuoteTable, SelectField],
  template: `
    <app-form-dialog
      [form]="form"
      [title]="given.title"
      [consequence]="given.consequence"
      [action]="action()"
      [problem]="problem()"
      [isBlocked]="quote() === null"
    >
      <app-select-field
        [field]="form.plan_id"
        [label]="texts.plan"
        [help]="texts.current(given.old.plan.nombre)"
        [choices]="plans()"
        [emptyLabel]="choose"
      />
      <div aria-live="polite">
        @if (isQuoting()) {
          <p class="quiet">{{ texts.quoting }}</p>
        } @else if (quote(); as shown) {
          @if (isRequoted()) {
            <p class="renewed">{{ texts.expired }}</p>
          }
          <app-quote-table [quote]="shown" [isPayer]="given.isPayer" />
        }
      </div>
      @if (!given.isPayer && (quote()?.importe_a_cobrar ?? 0) > 0) {
        <app-check-field [field]="form.cobrar_online" [label]="texts.online" [help]="texts.onlineHelp" />
      }
    </app-form-dialog>
  `,
  styles: `
    .renewed {
      margin-block-end: var(--space-3);
      padding: var(--space-3) var(--space-4);
      color: var(--waiting);
      background: var(--waiting-surface);
      border-radius: var(--radius);
    }
  `,
})
export class ChangePlanDialog {
  readonly #company = inject(CurrentCompany);
  readonly #shown = inject<MatDialogRef<ChangePlanDialog, unknown>>(MatDialogRef);
  #key = newIdempotencyKey();
  protected readonly given = inject<PlanChangeGiven>(MAT_DIALOG_DATA);
  readonly #plans = this.given.plans();
  readonly #model = signal({ plan_id: this.given.planId ? String(this.given.planId) : '', cobrar_online: this.given.isPayer });
  readonly #planId = computed(() => this.#model().plan_id);
  readonly #quote = resource({
    params: () => this.#planId() || undefined,
    loader: ({ params }) => this.given.quote(Number(params)),
  });
  protected readonly quote = computed(() => (this.#quote.hasValue() ? this.#quote.value() : null));
  protected readonly isQuoting = this.#quote.isLoading;
  protected readonly isRequoted = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.plan_id);
    },
    this.problem,
    () => this.#change(),
    { same_plan: 'plan_id', plan_inactive: 'plan_id', currency_mismatch: 'plan_id' },
  );
  /** Plans of the same currency: nothing else can be settled against what was paid. */
  protected readonly plans = computed(() =>
    (this.#plans.hasValue() ? this.#plans.value() : [])
      .filter((plan) => plan.id !== this.given.old.plan_id && plan.moneda === this.given.old.moneda)
      .map((plan) => [String(plan.id), plan.nombre] as const),
  );
  protected readonly action = computed(() => {
    const quote = this.quote();
    return quote && quote.importe_a_cobrar > 0
      ? this.#words(formatMoney(quote.importe_a_cobrar, quote.moneda, this.#company.locale()))
      : SUBSCRIPTIONS_TEXTS.changePlan.send;
  });
  protected readonly choose = SUBSCRIPTIONS_TEXTS.form.choose;
  protected readonly texts = SUBSCRIPTIONS_TEXTS.changePlan;

  constructor() {
    effect(() => {
      const failure = this.#quote.error();
      untracked(() => this.problem.set(failure ? ApiProblem.from(failure) : null));
    });
    effect(() => {
      this.#planId();
      untracked(() => this.isRequoted.set(false));
    });
  }

  #words(amount: string): string {
    const { pay, sendFor } = SUBSCRIPTIONS_TEXTS.changePlan;
    return this.given.isPayer ? pay(amount) : sendFor(amount);
  }

  async #change(): Promise<void> {
    const [quote, { plan_id, cobrar_online }] = [this.quote(), this.#model()];
    if (!quote) {
      return;
    }
    const change = {
      plan_id: Number(plan_id),
      cotizacion_id: quote.cotizacion_id,
      cobrar_online: cobrar_online && quote.importe_a_cobrar > 0,
    };
    try {
      this.#shown.close(await this.given.change(change, this.#key));
    } catch (failure) {
      if (ApiProblem.from(failure).code !== 'quote_expired') {
        throw failure;
      }
      // Another amount is another intention: it is shown first and agreed to anew.
      this.#key = newIdempotencyKey();
      this.isRequoted.set(true);
      this.#quote.reload();
    }
  }
}
