import { Component, ElementRef, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';

import { ApiProblem } from '../../../core/http/problem';
import { Confirm } from '../../../shared/confirm/confirm';
import { Notifier } from '../../../shared/feedback/notifier';
import { FormProblem } from '../../../shared/form/form-problem';
import { SubmitButton } from '../../../shared/form/submit-button';
import type { LimitedService, Plan, Service } from '../data/catalogue-wire';
import { type LimitRow, isLimit, isSameLimits, limitRows, linksOf } from '../data/limits';
import { PlansClient } from '../data/plans-client';
import { CATALOGUE_TEXTS } from '../data/texts';

/** Which services a plan includes, each with a limit or without; all of it is saved at once. */
@Component({
  selector: 'app-plan-limits',
  imports: [FormProblem, RouterLink, SubmitButton],
  templateUrl: './plan-limits.html',
  styleUrl: './plan-limits.scss',
})
export class PlanLimits {
  readonly plan = input.required<Plan>();
  readonly services = input.required<readonly Service[]>();
  readonly linked = input.required<readonly LimitedService[]>();
  readonly saved = output();
  readonly #client = inject(PlansClient);
  readonly #confirm = inject(Confirm);
  readonly #notifier = inject(Notifier);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #begun = computed(() => limitRows(this.services(), this.linked()));
  readonly #isTried = linkedSignal({ source: this.#begun, computation: () => false });
  protected readonly rows = linkedSignal<LimitRow[]>(() => this.#begun());
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly isSending = signal(false);
  protected readonly texts = CATALOGUE_TEXTS.limits;

  hasUnsavedChanges(): boolean {
    return !isSameLimits(this.rows(), this.#begun());
  }

  protected isRefused(row: LimitRow): boolean {
    return this.#isTried() && !isLimit(row);
  }

  protected change(row: LimitRow, change: Partial<LimitRow>): void {
    this.rows.update((rows) => rows.map((one) => (one.id === row.id ? { ...one, ...change } : one)));
  }

  protected type(row: LimitRow, event: Event): void {
    this.change(row, { cantidad: (event.target as HTMLInputElement).value });
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.#isTried.set(true);
    this.problem.set(null);
    const refused = this.rows().find((row) => !isLimit(row));
    if (refused) {
      this.#host.nativeElement.querySelector<HTMLElement>(`#limit-${refused.id}`)?.focus();
      return;
    }
    if (!this.hasUnsavedChanges()) {
      this.#notifier.done(this.texts.nothing);
      return;
    }
    const isAgreed = await this.#confirm.ask({
      title: this.texts.confirmTitle(this.plan().nombre),
      consequence: this.texts.confirmConsequence,
      action: this.texts.save,
    });
    if (isAgreed) {
      await this.#send();
    }
  }

  async #send(): Promise<void> {
    this.isSending.set(true);
    try {
      await this.#client.setServices(this.plan().id, linksOf(this.rows()));
      this.#notifier.done(this.texts.saved);
      this.saved.emit();
    } catch (failure) {
      this.problem.set(ApiProblem.from(failure));
    } finally {
      this.isSending.set(false);
    }
  }
}
