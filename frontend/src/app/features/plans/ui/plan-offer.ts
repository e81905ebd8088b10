import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { RouterLink } from '@angular/router';

import { type Period, priceOf } from '../../../core/billing/terms';
import { CurrentCompany } from '../../../core/company/company';
import { formatMoney } from '../../../core/money/money';
import { yearlySaving } from '../../../core/money/saving';
import type { PlanWithServices } from '../../../core/wire';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { Icon } from '../../../shared/icon/icon';
import { EmptyState } from '../../../shared/states/empty-state';
import { ContentTemplate, EmptyTemplate, States } from '../../../shared/states/states';
import { limitWords } from '../data/limit-words';
import { periodOf } from '../data/period-choice';
import { PlansOnSale } from '../data/plans-on-sale';
import { PLANS_TEXTS } from '../data/texts';

/** The plans side by side, by the month or by the year; choosing one is a link that carries plan and period. */
@Component({
  selector: 'app-plan-offer',
  imports: [ContentTemplate, EmptyState, EmptyTemplate, Icon, MoneyPipe, RouterLink, States],
  templateUrl: './plan-offer.html',
  styleUrl: './plan-offer.scss',
})
export class PlanOffer {
  /** Where choosing leads, with `plan` and `periodo`; null only shows the plans. */
  readonly leadsTo = input<string | null>(null);
  /** The period to begin with. */
  readonly begunWith = input<string | undefined>(undefined);
  readonly #company = inject(CurrentCompany);
  protected readonly onSale = inject(PlansOnSale).plans;
  protected readonly plans = computed(() => (this.onSale.hasValue() ? this.onSale.value() : []));
  protected readonly period = linkedSignal<Period>(() => periodOf(this.begunWith()));
  protected readonly periods = Object.entries(PLANS_TEXTS.periods) as [Period, string][];
  /** The largest saving among the plans, whole percent. */
  protected readonly bestSaving = computed(() =>
    Math.max(0, ...this.plans().map((plan) => yearlySaving(plan.precio_mensual, plan.precio_anual)?.percent ?? 0)),
  );
  protected readonly texts = PLANS_TEXTS;

  protected price(plan: PlanWithServices): number {
    return priceOf(plan, this.period());
  }

  protected saving(plan: PlanWithServices): string {
    const saved = this.period() === 'anual' ? yearlySaving(plan.precio_mensual, plan.precio_anual) : null;
    return saved ? PLANS_TEXTS.saving(formatMoney(saved.amount, plan.moneda, this.#company.locale()), saved.percent) : '';
  }

  protected limit(count: number | null): string {
    return limitWords(count, this.#company.locale());
  }
}
