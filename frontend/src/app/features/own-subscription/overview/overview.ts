import { Component, DestroyRef, computed, effect, inject, input, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, Router } from '@angular/router';

import { CurrentCompany } from '../../../core/company/company';
import { Leave } from '../../../core/device/leave';
import { LiveReader } from '../../../core/live/live';
import { formatMoney } from '../../../core/money/money';
import { dayNumbers } from '../../../core/time/day';
import type { Bought, OwnPlanChangeAnswer } from '../../../core/wire';
import { Confirm } from '../../../shared/confirm/confirm';
import { Dialogs } from '../../../shared/confirm/dialogs';
import { Notifier } from '../../../shared/feedback/notifier';
import { keepingRows } from '../../../shared/list/list';
import { PageHeader } from '../../../shared/page/page-header';
import { ContentTemplate, States } from '../../../shared/states/states';
import { ChangePlanDialog, type PlanChangeGiven } from '../../admin-subscriptions/api/subscriptions';
import { PlanOffer, PlansOnSale, periodOf } from '../../plans/api/plans';
import { nextCharge } from '../data/charges';
import { OwnSubscriptionClient } from '../data/own-subscription-client';
import { situationWords } from '../data/situation-words';
import { type Row, allowedFor, standingOf } from '../data/standing';
import { SUBSCRIPTION_TEXTS } from '../data/texts';
import { CheckoutCard } from './checkout-card';
import { CurrentPlan, type Wish } from './current-plan';
import { SubscriptionHistory } from './history';
import { OwnRenewDialog } from './renew-dialog';
import { WaitingPayment } from './waiting-payment';

const SOON_MS = 3_000;
const CALM_MS = 15_000;
/** Parameters of our own; anything else in the address was put there by the payment page. */
const OWN_PARAMETERS = new Set(['plan', 'periodo']);

/** `/mi-cuenta/suscripcion`: what the company has, what it costs next, and paying, renewing, changing or ending it. */
@Component({
  selector: 'app-own-subscription',
  imports: [
    CheckoutCard, ContentTemplate, CurrentPlan, MatButton, PageHeader, PlanOffer, States, SubscriptionHistory, WaitingPayment,
  ],
  templateUrl: './overview.html',
  styles: `
    h2 {
      margin-block-end: var(--space-4);
    }
  `,
})
export class OwnSubscriptionPage {
  /** The plan that was chosen before, and how it is paid (query parameters). */
  readonly plan = input<string>();
  readonly periodo = input<string>();
  readonly #client = inject(OwnSubscriptionClient);
  readonly #company = inject(CurrentCompany);
  readonly #confirm = inject(Confirm);
  readonly #dialogs = inject(Dialogs);
  readonly #leave = inject(Leave);
  readonly #notifier = inject(Notifier);
  readonly #plans = inject(PlansOnSale).plans;
  readonly #router = inject(Router);
  readonly #rows = this.#client.rows();
  readonly #licence = this.#client.licence();
  // The address only tells that somebody may have paid; whether it is paid, the server says.
  protected readonly isBack = inject(ActivatedRoute).snapshot.queryParamMap.keys.some((name) => !OWN_PARAMETERS.has(name));
  protected readonly read = keepingRows(this.#rows.asReadonly());
  protected readonly rows = computed<readonly Row[]>(() => (this.read.hasValue() ? this.read.value().suscripciones : []));
  protected readonly standing = computed(() => standingOf(this.rows()));
  protected readonly allowed = computed(() => allowedFor(this.standing()));
  protected readonly sentence = computed(() =>
    this.read.hasValue() ? situationWords(this.standing(), (day) => this.#day(day)) : '',
  );
  protected readonly licenceState = computed(() =>
    this.#licence.hasValue() ? this.#licence.value() : this.#licence.error() ? ('failed' as const) : null,
  );
  protected readonly chosen = computed(() =>
    this.#plans.hasValue() ? (this.#plans.value().find((plan) => String(plan.id) === this.plan()) ?? null) : null,
  );
  protected readonly period = computed(() => periodOf(this.periodo()));
  protected readonly texts = SUBSCRIPTION_TEXTS;
  readonly #waitingId = computed(() => this.standing().waiting?.id ?? null);

  constructor() {
    const [reader, owner] = [inject(LiveReader), inject(DestroyRef)];
    let isFresh = this.isBack;
    effect((onCleanup) => {
      const id = this.#waitingId();
      if (id !== null) {
        const watch = untracked(() => reader.follow(this.#watching(id), owner));
        onCleanup(() => watch.stop());
      } else if (isFresh && this.read.hasValue()) {
        isFresh = false;
        untracked(() => void this.#forgetReturn());
      }
    });
  }

  protected reload(): void {
    this.#rows.reload();
    this.#licence.reload();
  }

  protected async carryOut(wish: Wish): Promise<void> {
    const { current, last } = this.standing();
    const row = current ?? last;
    if (!row) {
      return;
    }
    if (wish === 'renew') {
      await this.#renew(row);
    } else if (wish === 'changePlan') {
      await this.changePlan(row);
    } else {
      await this.#settle(wish, row);
    }
  }

  protected async changePlan(row: Row, planId?: number): Promise<void> {
    const { title, consequence, done } = SUBSCRIPTION_TEXTS.change;
    const given: PlanChangeGiven = {
      old: row,
      ...(planId === undefined ? {} : { planId }),
      title,
      consequence,
      plans: () => this.#plans,
      quote: (chosen) => this.#client.quote(row.id, chosen),
      change: ({ plan_id, cotizacion_id }, key) => this.#client.changePlan(row.id, { plan_id, cotizacion_id }, key),
      isPayer: true,
    };
    const made = await this.#dialogs.open<OwnPlanChangeAnswer>(ChangePlanDialog, given);
    if (made) {
      await this.paid(made, done);
    }
  }

  /** What was bought is paid on the page of the provider, in this tab; with nothing to pay it is there already. */
  protected async paid(bought: Pick<Bought, 'payment_url'>, done: string): Promise<void> {
    if (bought.payment_url) {
      this.#leave.to(bought.payment_url);
      return;
    }
    this.#notifier.done(done);
    await this.#router.navigate(['/mi-cuenta/suscripcion'], { replaceUrl: true });
    this.reload();
  }

  protected async drop(waiting: Row): Promise<void> {
    const { drop, dropTitle, dropConsequence, dropped } = SUBSCRIPTION_TEXTS.waiting;
    const consequence = dropConsequence(this.#money(waiting.importe_a_cobrar, waiting.moneda));
    if (await this.#confirm.ask({ title: dropTitle, consequence, action: drop, isDestructive: true })) {
      await this.#update(waiting.id, { estado: 'cancelada' }, dropped);
    }
  }

  async #renew(row: Row): Promise<void> {
    const bought = await this.#dialogs.open<Bought>(OwnRenewDialog, row);
    if (bought) {
      await this.paid(bought, SUBSCRIPTION_TEXTS.renewal.done);
    }
  }

  async #settle(wish: Exclude<Wish, 'renew' | 'changePlan'>, row: Row): Promise<void> {
    const { cancel, cancelAsk, kept, off, on, switchOn } = SUBSCRIPTION_TEXTS;
    const day = this.#day(row.fecha_fin);
    if (wish === 'switchOff') {
      await this.#update(row.id, { renovacion_automatica: false }, off.done);
    } else if (wish === 'keep') {
      await this.#update(row.id, { cancelar_al_vencer: false }, kept);
    } else if (wish === 'switchOn') {
      const charge = nextCharge({ current: { ...row, renovacion_automatica: true }, next: null, waiting: null, last: null });
      const consequence = on.consequence(day, this.#money(charge?.amount ?? 0, row.plan.moneda));
      if (await this.#confirm.ask({ title: on.title, consequence, action: switchOn })) {
        await this.#update(row.id, { renovacion_automatica: true }, on.done);
      }
    } else {
      const [title, consequence] = [cancelAsk.title(row.plan.nombre), cancelAsk.consequence(day)];
      if (await this.#confirm.ask({ title, consequence, action: cancel, isDestructive: true })) {
        await this.#update(row.id, { cancelar_al_vencer: true }, cancelAsk.done);
      }
    }
  }

  async #update(id: number, change: Parameters<OwnSubscriptionClient['update']>[1], done: string): Promise<void> {
    try {
      await this.#client.update(id, change);
      this.#notifier.done(done);
    } catch (failure) {
      this.#notifier.failed(failure);
    }
    this.reload();
  }

  #watching(id: number) {
    return {
      everyMs: this.isBack ? SOON_MS : CALM_MS,
      read: async () => {
        const answer = await this.#client.read();
        const row = answer.suscripciones.find((one) => one.id === id);
        const isSettled = row?.estado !== 'pendiente_pago';
        this.#rows.set(answer);
        if (isSettled) {
          this.#licence.reload();
          await this.#tell(row);
        }
        return isSettled;
      },
      isFinal: (isSettled: boolean) => isSettled,
    };
  }

  /** The payment came, or cannot come any more; what the payment page put into the address is not needed any longer. */
  async #tell(row: Row | undefined): Promise<void> {
    const isPaid = row?.estado === 'activa' || row?.estado === 'programada';
    this.#notifier.done(isPaid ? SUBSCRIPTION_TEXTS.waiting.paid(row.plan.nombre) : SUBSCRIPTION_TEXTS.waiting.gone);
    await this.#forgetReturn();
  }

  #forgetReturn(): Promise<boolean> {
    return this.#router.navigate(['/mi-cuenta/suscripcion'], { replaceUrl: true });
  }

  #day(date: string): string {
    return dayNumbers(date, this.#company.locale());
  }

  #money(amount: number, currency: string): string {
    return formatMoney(amount, currency, this.#company.locale());
  }
}
