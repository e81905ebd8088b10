import { Component, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';

import { newIdempotencyKey } from '../../../core/http/idempotency';
import type { ApiProblem } from '../../../core/http/problem';
import { CheckField } from '../../../shared/form/check-field';
import { FormDialog } from '../../../shared/form/form-dialog';
import { SelectField } from '../../../shared/form/select-field';
import { serverForm } from '../../../shared/form/server-form';
import { TextAreaField } from '../../../shared/form/text-area-field';
import { TextField } from '../../../shared/form/text-field';
import { PERIOD_CHOICES, YEAR_CHOICES } from '../data/choices';
import { percentOf, percentRule } from '../data/percent';
import { SubscriptionsClient } from '../data/subscriptions-client';
import type { Subscription } from '../data/subscriptions-wire';
import { SUBSCRIPTIONS_TEXTS } from '../data/texts';

/** Renews a subscription; closes with the new one. */
@Component({
  selector: 'app-renew-dialog',
  imports: [CheckField, FormDialog, SelectField, TextAreaField, TextField],
  template: `
    <app-form-dialog
      [form]="form"
      [title]="words.title(old.empresa.nombre)"
      [consequence]="words.consequence(old.dias_restantes)"
      [action]="action"
      [problem]="problem()"
    >
      <app-select-field [field]="form.periodo" [label]="texts.period" [choices]="periods" />
      @if (form.periodo().value() === 'anual') {
        <app-select-field [field]="form.anios" [label]="texts.years" [choices]="years" />
      }
      <app-text-field type="date" [field]="form.fecha_inicio" [label]="texts.start" [help]="texts.startHelpRenew" />
      <app-text-field
        inputmode="decimal"
        [field]="form.porcentaje_descuento"
        [label]="texts.discount"
        [help]="texts.discountHelp"
      />
      <app-check-field [field]="form.renovacion_automatica" [label]="texts.auto" [help]="texts.autoHelp" />
      <app-text-area-field [field]="form.notas" [label]="texts.notes" [rows]="2" />
    </app-form-dialog>
  `,
})
export class RenewDialog {
  readonly #client = inject(SubscriptionsClient);
  readonly #shown = inject<MatDialogRef<RenewDialog, Subscription>>(MatDialogRef);
  readonly #key = newIdempotencyKey();
  protected readonly old = inject<Subscription>(MAT_DIALOG_DATA);
  protected readonly problem = signal<ApiProblem | null>(null);
  readonly #model = signal({
    periodo: this.old.periodo,
    anios: '1',
    fecha_inicio: '',
    porcentaje_descuento: '',
    renovacion_automatica: this.old.renovacion_automatica,
    notas: '',
  });
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      percentRule(path.porcentaje_descuento);
    },
    this.problem,
    async (typed) => {
      const percent = percentOf(typed.porcentaje_descuento);
      const wanted = {
        periodo: typed.periodo,
        ...(typed.periodo === 'anual' ? { anios: Number(typed.anios) } : {}),
        ...(typed.fecha_inicio ? { fecha_inicio: typed.fecha_inicio } : {}),
        ...(percent === null ? {} : { porcentaje_descuento: percent }),
        ...(typed.notas.trim() ? { notas: typed.notas.trim() } : {}),
        renovacion_automatica: typed.renovacion_automatica,
      };
      this.#shown.close(await this.#client.renew(this.old.id, wanted, this.#key));
    },
    { active_subscription_exists: 'fecha_inicio' },
  );
  protected readonly periods = PERIOD_CHOICES;
  protected readonly years = YEAR_CHOICES;
  protected readonly action = SUBSCRIPTIONS_TEXTS.moves.renew;
  protected readonly words = SUBSCRIPTIONS_TEXTS.renew;
  protected readonly texts = SUBSCRIPTIONS_TEXTS.form;
}
