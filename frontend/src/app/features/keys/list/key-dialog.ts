import { Component, inject, signal } from '@angular/core';
import { FormField, applyWhen, maxLength, required, validate } from '@angular/forms/signals';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';

import { newIdempotencyKey } from '../../../core/http/idempotency';
import type { ApiProblem } from '../../../core/http/problem';
import { CheckField } from '../../../shared/form/check-field';
import { FormDialog } from '../../../shared/form/form-dialog';
import { serverForm } from '../../../shared/form/server-form';
import { TextField } from '../../../shared/form/text-field';
import { CompanyField } from '../../admin-companies/api/companies';
import type { Keys } from '../data/keys-client';
import type { ApiKey, Scope } from '../data/keys-wire';
import { KEYS_TEXTS } from '../data/texts';

const MOST_DAYS = 3650;
const SCOPES = Object.keys(KEYS_TEXTS.scopes) as Scope[];

export interface KeyDialogGiven {
  keys: Keys;
  /** The key to change; null makes a new one. */
  key: ApiKey | null;
  companyId: string;
}

/** Makes a key, closing with its text; or changes one, closing with `''`. */
@Component({
  selector: 'app-key-dialog',
  imports: [CheckField, CompanyField, FormDialog, FormField, TextField],
  template: `
    <app-form-dialog
      [form]="form"
      [title]="old ? texts.editTitle(old.nombre) : texts.newTitle"
      [action]="old ? texts.save : texts.create"
      [problem]="problem()"
    >
      @if (!old && !isOwn) {
        <app-company-field [formField]="form.empresa_id" [label]="texts.company" />
      }
      <app-text-field [field]="form.nombre" [label]="texts.name" [help]="texts.nameHelp" />
      @if (!old) {
        <fieldset [attr.aria-describedby]="scopeError() ? 'scope-error' : null">
          <legend>{{ texts.scopes }}</legend>
          @for (scope of scopes; track scope) {
            <app-check-field [field]="form[scope]" [label]="names[scope]" [help]="helps[scope]" />
          }
          @if (scopeError(); as error) {
            <p id="scope-error" class="error small" role="alert">{{ error }}</p>
          }
        </fieldset>
      }
      @if (old && old.fecha_expiracion) {
        <app-check-field [field]="form.sin_fin" [label]="texts.noEnd" />
      }
      @if (!form.sin_fin().value()) {
        <app-text-field
          inputmode="numeric"
          [field]="form.dias_expiracion"
          [label]="texts.days"
          [help]="old ? texts.daysEditHelp : texts.daysHelp"
        />
      }
    </app-form-dialog>
  `,
  styles: `
    fieldset {
      margin: 0;
      padding: var(--space-3) var(--space-4);
      border: 1px solid var(--line-strong);
      border-radius: var(--radius);
    }

    legend {
      padding-inline: var(--space-1);
      color: var(--ink-quiet);
      font-size: var(--text-sm);
    }

    .error {
      color: var(--failed);
    }
  `,
})
export class KeyDialog {
  readonly #shown = inject<MatDialogRef<KeyDialog, string>>(MatDialogRef);
  readonly #given = inject<KeyDialogGiven>(MAT_DIALOG_DATA);
  readonly #key = newIdempotencyKey();
  readonly #keys = this.#given.keys;
  protected readonly isOwn = this.#keys.isOwn;
  protected readonly old = this.#given.key;
  readonly #model = signal({
    empresa_id: this.#given.companyId,
    nombre: this.old?.nombre ?? '',
    dias_expiracion: '',
    sin_fin: false,
    licencia: this.old === null,
    soporte: false,
    totem: false,
    ventas: false,
    entradas: false,
  });
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.nombre);
      maxLength(path.nombre, 100);
      validate(path.dias_expiracion, ({ value }) =>
        value().trim() === '' || daysOf(value()) !== null ? null : { kind: 'days', message: KEYS_TEXTS.form.daysShape },
      );
      applyWhen(path, () => this.old === null, (own) => {
        required(own.empresa_id, { when: () => !this.isOwn });
        validate(own.licencia, () =>
          this.#chosen().length > 0 ? null : { kind: 'scopes', message: KEYS_TEXTS.form.scopesNeeded },
        );
      });
    },
    this.problem,
    async () => this.#shown.close(this.old ? await this.#change(this.old) : await this.#create()),
    this.isOwn ? {} : { empresa_not_found: 'empresa_id', too_many_keys: 'empresa_id' },
  );
  protected readonly scopes = SCOPES;
  protected readonly names = KEYS_TEXTS.scopes;
  protected readonly helps = KEYS_TEXTS.scopeHelp;
  protected readonly texts = KEYS_TEXTS.form;

  protected scopeError(): string {
    const field = this.form.licencia();
    return field.touched() ? (field.errors()[0]?.message ?? '') : '';
  }

  #chosen(): Scope[] {
    const model = this.#model();
    return SCOPES.filter((scope) => model[scope]);
  }

  #create(): Promise<string> {
    const { empresa_id, nombre, dias_expiracion } = this.#model();
    const days = daysOf(dias_expiracion);
    return this.#keys.create(
      {
        ...(this.isOwn ? {} : { empresa_id: Number(empresa_id) }),
        nombre: nombre.trim(),
        scopes: this.#chosen(),
        ...(days === null ? {} : { dias_expiracion: days }),
      },
      this.#key,
    );
  }

  async #change(key: ApiKey): Promise<string> {
    const { nombre, dias_expiracion, sin_fin } = this.#model();
    const days = sin_fin ? null : daysOf(dias_expiracion);
    const change = {
      ...(nombre.trim() === key.nombre ? {} : { nombre: nombre.trim() }),
      ...(sin_fin || days !== null ? { dias_expiracion: days } : {}),
    };
    if (Object.keys(change).length > 0) {
      await this.#keys.update(key.id, change);
    }
    return '';
  }
}

function daysOf(text: string): number | null {
  const days = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
  return days >= 1 && days <= MOST_DAYS ? days : null;
}
