import { Component, inject, signal } from '@angular/core';
import { maxLength } from '@angular/forms/signals';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';

import type { ApiProblem } from '../../../core/http/problem';
import { CheckField } from '../../../shared/form/check-field';
import { FormDialog } from '../../../shared/form/form-dialog';
import { serverForm } from '../../../shared/form/server-form';
import { TextAreaField } from '../../../shared/form/text-area-field';
import { TextField } from '../../../shared/form/text-field';
import { SubscriptionsClient } from '../data/subscriptions-client';
import type { Subscription, SubscriptionChange } from '../data/subscriptions-wire';
import { SUBSCRIPTIONS_TEXTS } from '../data/texts';

/** What happens at the end, how it is paid, one more note; closes with true when something changed. */
@Component({
  selector: 'app-settings-dialog',
  imports: [CheckField, FormDialog, TextAreaField, TextField],
  template: `
    <app-form-dialog [form]="form" [title]="words.title(one.empresa.nombre)" [action]="words.save" [problem]="problem()">
      <app-check-field [field]="form.renovacion_automatica" [label]="texts.auto" [help]="texts.autoHelp" />
      <app-check-field [field]="form.cancelar_al_vencer" [label]="texts.end" [help]="texts.endHelp" />
      <app-text-field [field]="form.forma_pago" [label]="texts.paidBy" [help]="texts.paidByHelp" />
      <app-text-area-field [field]="form.notas" [label]="words.note" [rows]="2" />
    </app-form-dialog>
  `,
})
export class SettingsDialog {
  readonly #client = inject(SubscriptionsClient);
  readonly #shown = inject<MatDialogRef<SettingsDialog, boolean>>(MatDialogRef);
  protected readonly one = inject<Subscription>(MAT_DIALOG_DATA);
  readonly #begun = {
    renovacion_automatica: this.one.renovacion_automatica,
    cancelar_al_vencer: this.one.cancelar_al_vencer,
    forma_pago: this.one.forma_pago ?? '',
    notas: '',
  };
  protected readonly problem = signal<ApiProblem | null>(null);
  readonly #model = signal(this.#begun);
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      maxLength(path.forma_pago, 50);
    },
    this.problem,
    async (typed) => {
      const change = changeOf(this.#begun, typed);
      const isChanged = Object.keys(change).length > 0;
      if (isChanged) {
        await this.#client.update(this.one.id, change);
      }
      this.#shown.close(isChanged);
    },
  );
  protected readonly words = SUBSCRIPTIONS_TEXTS.settings;
  protected readonly texts = SUBSCRIPTIONS_TEXTS.form;
}

interface Typed {
  renovacion_automatica: boolean;
  cancelar_al_vencer: boolean;
  forma_pago: string;
  notas: string;
}

/** Only what differs; an emptied way of paying is not sent, since it can only be replaced. */
function changeOf(before: Typed, typed: Typed): SubscriptionChange {
  const [paidBy, note] = [typed.forma_pago.trim(), typed.notas.trim()];
  return {
    ...(typed.renovacion_automatica === before.renovacion_automatica
      ? {}
      : { renovacion_automatica: typed.renovacion_automatica }),
    ...(typed.cancelar_al_vencer === before.cancelar_al_vencer ? {} : { cancelar_al_vencer: typed.cancelar_al_vencer }),
    ...(paidBy === '' || paidBy === before.forma_pago ? {} : { forma_pago: paidBy }),
    ...(note === '' ? {} : { notas: note }),
  };
}
