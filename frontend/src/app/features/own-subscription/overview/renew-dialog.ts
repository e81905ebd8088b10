import { Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';

import { type Period, usualDiscount } from '../../../core/billing/terms';
import { CurrentCompany } from '../../../core/company/company';
import { newIdempotencyKey } from '../../../core/http/idempotency';
import type { ApiProblem } from '../../../core/http/problem';
import { formatMoney } from '../../../core/money/money';
import { dayNumbers } from '../../../core/time/day';
import type { Bought } from '../../../core/wire';
import { FormDialog } from '../../../shared/form/form-dialog';
import { SelectField } from '../../../shared/form/select-field';
import { serverForm } from '../../../shared/form/server-form';
import { PERIOD_CHOICES, YEAR_CHOICES } from '../../admin-subscriptions/api/subscriptions';
import { renewalAmount } from '../data/charges';
import { OwnSubscriptionClient } from '../data/own-subscription-client';
import type { Row } from '../data/standing';
import { SUBSCRIPTION_TEXTS } from '../data/texts';

/** Renews the own subscription for so long; closes with what was bought. */
@Component({
  selector: 'app-own-renew-dialog',
  imports: [FormDialog, SelectField],
  template: `
    <app-form-dialog
      [form]="form"
      [title]="texts.title(old.plan.nombre)"
      [consequence]="starts"
      [action]="action()"
      [problem]="problem()"
    >
      <app-select-field [field]="form.periodo" [label]="texts.period" [choices]="periods" />
      @if (form.periodo().value() === 'anual') {
        <app-select-field [field]="form.anios" [label]="texts.years" [choices]="years" />
      }
      <div class="sum numeric" aria-live="polite">
        <span class="quiet">{{ texts.amount }}</span>
        <strong>{{ money(amount()) }}</strong>
        @if (discount() > 0) {
          <span class="small quiet">{{ texts.discount(discount()) }}</span>
        }
        @if (old.saldo_a_favor > 0) {
          <span class="small quiet">{{ texts.credit(money(old.saldo_a_favor)) }}</span>
        }
      </div>
    </app-form-dialog>
  `,
  styles: `
    .sum {
      display: grid;
      padding: var(--space-4);
      background: var(--paper-sunken);
      border-radius: var(--radius);
    }

    strong {
      font-size: var(--text-xl);
      line-height: 1.2;
    }
  `,
})
export class OwnRenewDialog {
  readonly #client = inject(OwnSubscriptionClient);
  readonly #company = inject(CurrentCompany);
  readonly #shown = inject<MatDialogRef<OwnRenewDialog, Bought>>(MatDialogRef);
  protected readonly old = inject<Row>(MAT_DIALOG_DATA);
  /** One per amount agreed to: another period is another intention. */
  readonly #keys = new Map<string, string>();
  readonly #model = signal<{ periodo: string; anios: string }>({ periodo: this.old.periodo, anios: '1' });
  readonly #period = computed(() => this.#model().periodo as Period);
  readonly #years = computed(() => (this.#period() === 'anual' ? Number(this.#model().anios) : 1));
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(this.#model, () => undefined, this.problem, async () => {
    const [periodo, anios] = [this.#period(), this.#years()];
    const wanted = { periodo, ...(periodo === 'anual' ? { anios } : {}) };
    this.#shown.close(await this.#client.renew(this.old.id, wanted, this.#keyOf(JSON.stringify(wanted))));
  });
  protected readonly amount = computed(() => renewalAmount(this.old, this.#period(), this.#years()));
  protected readonly discount = computed(() => usualDiscount(this.#period(), this.#years()));
  protected readonly action = computed(() => {
    const { free, pay } = SUBSCRIPTION_TEXTS.renewal;
    return this.amount() > 0 ? pay(this.money(this.amount())) : free;
  });
  protected readonly starts =
    this.old.estado === 'activa'
      ? SUBSCRIPTION_TEXTS.renewal.running(dayNumbers(this.old.fecha_fin, this.#company.locale()))
      : SUBSCRIPTION_TEXTS.renewal.over;
  protected readonly periods = PERIOD_CHOICES;
  protected readonly years = YEAR_CHOICES;
  protected readonly texts = SUBSCRIPTION_TEXTS.renewal;

  protected money(amount: number): string {
    return formatMoney(amount, this.old.plan.moneda, this.#company.locale());
  }

  #keyOf(wanted: string): string {
    const key = this.#keys.get(wanted) ?? newIdempotencyKey();
    this.#keys.set(wanted, key);
    return key;
  }
}
