import { Component, computed, inject, signal } from '@angular/core';
import { maxLength, required } from '@angular/forms/signals';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';

import { discounted } from '../../../core/billing/terms';
import { CurrentCompany } from '../../../core/company/company';
import type { ApiProblem } from '../../../core/http/problem';
import { minorDigits } from '../../../core/money/minor-units';
import { formatMoney } from '../../../core/money/money';
import { FormDialog } from '../../../shared/form/form-dialog';
import { serverForm } from '../../../shared/form/server-form';
import { TextAreaField } from '../../../shared/form/text-area-field';
import { TextField } from '../../../shared/form/text-field';
import { percentOf, percentRule } from '../data/percent';
import { SubscriptionsClient } from '../data/subscriptions-client';
import type { Subscription } from '../data/subscriptions-wire';
import { SUBSCRIPTIONS_TEXTS } from '../data/texts';

/** Gives a subscription a discount and shows the amount it leads to; closes with true when it was given. */
@Component({
  selector: 'app-discount-dialog',
  imports: [FormDialog, TextAreaField, TextField],
  template: `
    <app-form-dialog
      [form]="form"
      [title]="texts.title(one.empresa.nombre)"
      [consequence]="texts.consequence"
      [action]="action"
      [problem]="problem()"
    >
      <app-text-field inputmode="decimal" [field]="form.porcentaje" [label]="texts.percent" />
      <p class="numeric" aria-live="polite">{{ becomes() }}</p>
      <app-text-area-field [field]="form.motivo" [label]="texts.reason" [rows]="2" />
    </app-form-dialog>
  `,
})
export class DiscountDialog {
  readonly #client = inject(SubscriptionsClient);
  readonly #company = inject(CurrentCompany);
  readonly #shown = inject<MatDialogRef<DiscountDialog, boolean>>(MatDialogRef);
  protected readonly one = inject<Subscription>(MAT_DIALOG_DATA);
  readonly #model = signal({ porcentaje: String(this.one.porcentaje_descuento).replace('.', ','), motivo: '' });
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.porcentaje);
      percentRule(path.porcentaje);
      maxLength(path.motivo, 500);
    },
    this.problem,
    async (typed) => {
      await this.#client.discount(this.one.id, percentOf(typed.porcentaje) ?? 0, typed.motivo.trim());
      this.#shown.close(true);
    },
  );
  protected readonly becomes = computed(() => {
    const percent = percentOf(this.#model().porcentaje);
    const { precio_con_descuento, precio_pagado, moneda } = this.one;
    return percent === null
      ? ''
      : SUBSCRIPTIONS_TEXTS.discount.becomes(
          this.#money(precio_con_descuento),
          this.#money(discounted(precio_pagado, percent, minorDigits(moneda))),
        );
  });
  protected readonly action = SUBSCRIPTIONS_TEXTS.settings.save;
  protected readonly texts = SUBSCRIPTIONS_TEXTS.discount;

  #money(amount: number): string {
    return formatMoney(amount, this.one.moneda, this.#company.locale());
  }
}
