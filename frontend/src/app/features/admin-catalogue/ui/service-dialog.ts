import { Component, inject, signal } from '@angular/core';
import { maxLength, pattern, required } from '@angular/forms/signals';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';

import type { ApiProblem } from '../../../core/http/problem';
import { CheckField } from '../../../shared/form/check-field';
import { FormDialog } from '../../../shared/form/form-dialog';
import { serverForm } from '../../../shared/form/server-form';
import { TextAreaField } from '../../../shared/form/text-area-field';
import { TextField } from '../../../shared/form/text-field';
import type { Service } from '../data/catalogue-wire';
import { ServicesClient } from '../data/services-client';
import { CATALOGUE_TEXTS } from '../data/texts';

const WEB_ADDRESS = /^https?:\/\/\S+$/;

/** Makes or changes a service; closes with true when it was saved. */
@Component({
  selector: 'app-service-dialog',
  imports: [CheckField, FormDialog, TextAreaField, TextField],
  template: `
    <app-form-dialog [form]="form" [title]="title" [action]="texts.save" [problem]="problem()">
      <app-text-field [field]="form.nombre" [label]="texts.nombre" />
      <app-text-area-field [field]="form.descripcion" [label]="texts.descripcion" [rows]="2" />
      <app-text-field [field]="form.url_api" [label]="texts.url_api" [help]="texts.urlHelp" />
      <app-check-field [field]="form.activo" [label]="texts.activo" [help]="texts.activoHelp" />
    </app-form-dialog>
  `,
})
export class ServiceDialog {
  readonly #client = inject(ServicesClient);
  readonly #shown = inject<MatDialogRef<ServiceDialog, boolean>>(MatDialogRef);
  readonly #service = inject<{ service: Service | null }>(MAT_DIALOG_DATA).service;
  protected readonly problem = signal<ApiProblem | null>(null);
  readonly #model = signal({
    nombre: this.#service?.nombre ?? '',
    descripcion: this.#service?.descripcion ?? '',
    url_api: this.#service?.url_api ?? '',
    activo: this.#service?.activo ?? true,
  });
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.nombre);
      maxLength(path.nombre, 120);
      maxLength(path.url_api, 255);
      pattern(path.url_api, WEB_ADDRESS, { message: CATALOGUE_TEXTS.services.urlShape });
    },
    this.problem,
    async (typed) => {
      const [nombre, descripcion, url_api] = [typed.nombre.trim(), typed.descripcion.trim(), typed.url_api.trim()];
      const { activo } = typed;
      if (this.#service) {
        const change = { nombre, activo, descripcion: descripcion || null, url_api: url_api || null };
        await this.#client.update(this.#service.id, change);
      } else {
        await this.#client.create({ nombre, activo, ...(descripcion ? { descripcion } : {}), ...(url_api ? { url_api } : {}) });
      }
      this.#shown.close(true);
    },
    { servicio_exists: 'nombre' },
  );
  protected readonly title = this.#service
    ? CATALOGUE_TEXTS.services.editTitle(this.#service.nombre)
    : CATALOGUE_TEXTS.services.newTitle;
  protected readonly texts = CATALOGUE_TEXTS.services;
}
