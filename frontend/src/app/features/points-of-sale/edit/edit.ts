import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { FormRoot, maxLength, pattern, required } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';

import type { ApiProblem } from '../../../core/http/problem';
import { Confirm } from '../../../shared/confirm/confirm';
import { Notifier } from '../../../shared/feedback/notifier';
import { FormProblem } from '../../../shared/form/form-problem';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextField } from '../../../shared/form/text-field';
import type { KeepsChanges } from '../../../shared/form/unsaved-changes';
import { PageHeader } from '../../../shared/page/page-header';
import { ContentTemplate, States } from '../../../shared/states/states';
import { PointsOfSaleClient } from '../data/points-of-sale-client';
import type { PointOfSale } from '../data/points-of-sale-wire';
import { POINTS_TEXTS } from '../data/texts';
import { CashierLink } from '../ui/cashier-link';
import { TerminalLink } from '../ui/terminal-link';

interface Model {
  code: string;
  name: string;
  branch: string;
}

const EMPTY: Model = { code: '', name: '', branch: '' };
const CODE = /^[A-Z0-9-]{1,20}$/;

/** `/panel/puntos-de-venta/nuevo` and `/:id`: name and code, then the terminal and the QR cashier. */
@Component({
  selector: 'app-point-of-sale-edit',
  imports: [
    CashierLink, ContentTemplate, FormProblem, FormRoot, MatButton, PageHeader, States,
    SubmitButton, TerminalLink, TextField,
  ],
  templateUrl: './edit.html',
  styleUrl: './edit.scss',
})
export class PointOfSaleEdit implements KeepsChanges {
  /** Of the address; absent while a new one is being made. */
  readonly id = input<string>();
  readonly #router = inject(Router);
  readonly #client = inject(PointsOfSaleClient);
  readonly #confirm = inject(Confirm);
  readonly #notifier = inject(Notifier);
  readonly #model = signal<Model>(EMPTY);
  readonly #saved = signal<Model>(EMPTY);
  protected readonly points = this.#client.list();
  protected readonly all = computed(() => (this.points.hasValue() ? this.points.value() : []));
  protected readonly point = computed(() => this.all().find((point) => point.id === this.id()) ?? null);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.code);
      pattern(path.code, CODE, { message: POINTS_TEXTS.form.codePattern });
      required(path.name);
      maxLength(path.name, 100);
      maxLength(path.branch, 100);
    },
    this.problem,
    () => this.#save(),
  );
  protected readonly title = computed(() => this.point()?.name ?? (this.id() ? POINTS_TEXTS.title : POINTS_TEXTS.form.newTitle));
  protected readonly crumbs = [{ label: POINTS_TEXTS.title, path: '/panel/puntos-de-venta' }];
  protected readonly texts = POINTS_TEXTS;

  constructor() {
    // Codes are upper case; typing them so is not the person's job.
    effect(() => {
      const code = this.#model().code;
      if (code !== code.toUpperCase()) {
        this.#model.update((model) => ({ ...model, code: code.toUpperCase() }));
      }
    });
    let shown: string | null = null;
    effect(() => {
      const point = this.point();
      if (point && point.id !== shown) {
        shown = point.id;
        untracked(() => this.#show(point));
      }
    });
  }

  hasUnsavedChanges(): boolean {
    const [model, saved] = [this.#model(), this.#saved()];
    return model.code !== saved.code || model.name !== saved.name || model.branch !== saved.branch;
  }

  protected refresh(): void {
    this.points.reload();
  }

  protected async setActive(point: PointOfSale, isActive: boolean): Promise<void> {
    const { state } = POINTS_TEXTS;
    const isAgreed =
      isActive ||
      (await this.#confirm.ask({
        title: state.title(point.name),
        consequence: state.consequence,
        action: state.deactivate,
        isDestructive: true,
      }));
    if (!isAgreed) {
      return;
    }
    try {
      await this.#client.update(point.id, { isActive });
      this.#notifier.done(isActive ? state.activated : state.deactivated);
      this.points.reload();
    } catch (failure) {
      this.#notifier.failed(failure);
    }
  }

  async #save(): Promise<void> {
    const { code, name, branch } = this.#model();
    const change = { code: code.trim(), name: name.trim(), branch: branch.trim() };
    const id = this.id();
    const point = id ? await this.#client.update(id, change) : await this.#client.create(change);
    this.#show(point);
    this.#notifier.done(id ? POINTS_TEXTS.form.saved : POINTS_TEXTS.form.created);
    if (id) {
      this.points.reload();
    } else {
      await this.#router.navigate(['/panel/puntos-de-venta', point.id], { replaceUrl: true });
    }
  }

  #show(point: PointOfSale): void {
    const model = { code: point.code, name: point.name, branch: point.branch ?? '' };
    this.#saved.set(model);
    this.#model.set(model);
  }
}
