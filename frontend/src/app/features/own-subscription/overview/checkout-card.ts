import { Component, computed, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { type Period, priceOf } from '../../../core/billing/terms';
import { CurrentCompany } from '../../../core/company/company';
import { newIdempotencyKey } from '../../../core/http/idempotency';
import { ApiProblem } from '../../../core/http/problem';
import { formatMoney } from '../../../core/money/money';
import type { Bought, Plan } from '../../../core/wire';
import { FormProblem } from '../../../shared/form/form-problem';
import { OwnSubscriptionClient } from '../data/own-subscription-client';
import { SUBSCRIPTION_TEXTS } from '../data/texts';

/** The plan that was chosen, what it costs, and the step to paying it. */
@Component({
  selector: 'app-checkout-card',
  imports: [FormProblem, MatButton, RouterLink],
  template: `
    <h2 id="checkout-title">{{ texts.title(plan().nombre) }}</h2>
    <p class="cost numeric">
      <strong class="price">{{ price() }}</strong> <span class="quiet">{{ per() }}</span>
    </p>
    <p class="quiet">{{ isFree() ? texts.free : texts.paid }}</p>
    <app-form-problem [problem]="problem()" />
    <div class="row">
      <button
        matButton="filled"
        type="button"
        [disabled]="isSending()"
        [attr.aria-busy]="isSending()"
        (click)="subscribe()"
      >
        {{ isSending() ? texts.sending : isFree() ? texts.start : texts.pay(price()) }}
      </button>
      <a matButton routerLink="/mi-cuenta/suscripcion">{{ texts.other }}</a>
    </div>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
      border-color: var(--brand);
    }

    .cost {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      column-gap: var(--space-2);
    }

    .price {
      font-size: var(--text-2xl);
      font-weight: 650;
      line-height: 1.1;
      letter-spacing: -0.02em;
    }
  `,
  host: { class: 'card', role: 'region', 'aria-labelledby': 'checkout-title' },
})
export class CheckoutCard {
  readonly plan = input.required<Plan>();
  readonly period = input.required<Period>();
  readonly bought = output<Bought>();
  /** The company has another subscription or payment by now. */
  readonly outdated = output();
  readonly #client = inject(OwnSubscriptionClient);
  readonly #company = inject(CurrentCompany);
  // One for each plan and period: choosing another is another intention.
  readonly #key = computed(() => [this.plan().id, this.period(), newIdempotencyKey()] as const);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly isSending = signal(false);
  protected readonly isFree = computed(() => priceOf(this.plan(), this.period()) === 0);
  protected readonly price = computed(() =>
    formatMoney(priceOf(this.plan(), this.period()), this.plan().moneda, this.#company.locale()),
  );
  protected readonly per = computed(() => SUBSCRIPTION_TEXTS.perPeriod(this.period(), 1));
  protected readonly texts = SUBSCRIPTION_TEXTS.checkout;

  protected async subscribe(): Promise<void> {
    const companyId = this.#company.company()?.id;
    if (companyId === undefined) {
      return;
    }
    this.problem.set(null);
    this.isSending.set(true);
    const [plan_id, periodo, key] = this.#key();
    try {
      this.bought.emit(await this.#client.subscribe({ empresa_id: companyId, plan_id, periodo }, key));
    } catch (failure) {
      const problem = ApiProblem.from(failure);
      this.problem.set(problem);
      if (problem.status === 409) {
        this.outdated.emit();
      }
    } finally {
      this.isSending.set(false);
    }
  }
}
