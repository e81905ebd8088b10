import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import { CurrentCompany } from '../../../core/company/company';
import { dayNumbers } from '../../../core/time/day';
import { Dialogs } from '../../../shared/confirm/dialogs';
import { ReasonDialog, type ReasonQuestion } from '../../../shared/confirm/reason-dialog';
import { CopyButton } from '../../../shared/feedback/copy-button';
import { Notifier } from '../../../shared/feedback/notifier';
import { DayPipe } from '../../../shared/format/day-pipe';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { When } from '../../../shared/format/when';
import { PageHeader } from '../../../shared/page/page-header';
import { ContentTemplate, States } from '../../../shared/states/states';
import { UserNames } from '../../admin-users/api/users';
import { type Move, movesOf } from '../data/moves';
import { SubscriptionsClient } from '../data/subscriptions-client';
import type { Subscription } from '../data/subscriptions-wire';
import { SUBSCRIPTIONS_TEXTS } from '../data/texts';
import { PlansClient } from '../../admin-catalogue/api/catalogue';
import { ChangePlanDialog, type PlanChangeGiven } from '../ui/change-plan-dialog';
import { DiscountDialog } from '../ui/discount-dialog';
import { RenewDialog } from '../ui/renew-dialog';
import { SettingsDialog } from '../ui/settings-dialog';
import { SubscriptionState } from '../ui/subscription-state';

/** `/panel/admin/suscripciones/:id`: one subscription, the chain it belongs to, and what its state allows. */
@Component({
  selector: 'app-subscription-detail',
  imports: [
    ContentTemplate, CopyButton, DayPipe, MatButton, MoneyPipe, PageHeader, RouterLink, States, SubscriptionState, When,
  ],
  templateUrl: './detail.html',
  styleUrl: './detail.scss',
})
export class SubscriptionDetailPage {
  readonly id = input.required<string>();
  readonly #router = inject(Router);
  readonly #client = inject(SubscriptionsClient);
  readonly #people = inject(UserNames);
  readonly #company = inject(CurrentCompany);
  readonly #dialogs = inject(Dialogs);
  readonly #notifier = inject(Notifier);
  protected readonly subscription = this.#client.one(this.id);
  protected readonly shown = computed(() => (this.subscription.hasValue() ? this.subscription.value() : null));
  protected readonly chain = computed(() => [...(this.shown()?.historial ?? [])].sort((one, other) => other.id - one.id));
  protected readonly maker = computed(() => {
    const id = this.shown()?.creado_por ?? null;
    return id === null ? '' : this.#people.of(String(id), SUBSCRIPTIONS_TEXTS.detail.byPerson(id));
  });
  protected readonly moves = computed(() => {
    const one = this.shown();
    return one ? movesOf(one) : [];
  });
  protected readonly title = computed(() => {
    const one = this.shown();
    const { detail } = SUBSCRIPTIONS_TEXTS;
    return one ? detail.title(one.plan.nombre, one.empresa.nombre) : detail.crumb;
  });
  protected readonly sentence = computed(() => {
    const one = this.shown();
    if (!one) {
      return '';
    }
    const state = SUBSCRIPTIONS_TEXTS.statuses[one.estado];
    return one.estado === 'activa' ? `${state}, ${SUBSCRIPTIONS_TEXTS.daysLeft(one.dias_restantes)}` : state;
  });
  protected readonly renewalWords = computed(() => {
    const one = this.shown();
    const { detail } = SUBSCRIPTIONS_TEXTS;
    return one?.cancelar_al_vencer ? detail.ends : one?.renovacion_automatica ? detail.renews : detail.asks;
  });
  protected readonly crumbs = computed(() => {
    const one = this.shown();
    return [
      { label: SUBSCRIPTIONS_TEXTS.title, path: '/panel/admin/suscripciones' },
      ...(one ? [{ label: one.empresa.nombre, path: `/panel/admin/empresas/${one.empresa_id}` }] : []),
    ];
  });
  protected readonly texts = SUBSCRIPTIONS_TEXTS;
  protected readonly words = SUBSCRIPTIONS_TEXTS.detail;

  protected percent(value: number): string {
    return new Intl.NumberFormat(this.#company.locale(), { maximumFractionDigits: 2 }).format(value);
  }

  protected async carryOut(move: Move): Promise<void> {
    const one = this.shown();
    if (!one) {
      return;
    }
    if (move === 'renew' || move === 'changePlan') {
      await this.#replace(one, move);
    } else if (move === 'discount' || move === 'settings') {
      const dialog = move === 'discount' ? DiscountDialog : SettingsDialog;
      this.#changed(await this.#dialogs.open<boolean>(dialog, one), SUBSCRIPTIONS_TEXTS[move].done);
    } else {
      const question = this.#question(move, one);
      this.#changed(await this.#dialogs.open<boolean>(ReasonDialog, question), SUBSCRIPTIONS_TEXTS[move].done);
    }
  }

  /** These make a new subscription, which takes the place of this one on the screen. */
  async #replace(one: Subscription, move: 'renew' | 'changePlan'): Promise<void> {
    const made = await (move === 'renew'
      ? this.#dialogs.open<Subscription>(RenewDialog, one)
      : this.#dialogs.open<Subscription>(ChangePlanDialog, this.#planChange(one)));
    if (made) {
      const { changePlan, renew } = SUBSCRIPTIONS_TEXTS;
      const changed = made.estado === 'pendiente_pago' ? changePlan.doneOnline : changePlan.done;
      this.#notifier.done(move === 'renew' ? renew.done : changed);
      await this.#router.navigate(['/panel/admin/suscripciones', made.id]);
    }
  }

  #planChange(one: Subscription): PlanChangeGiven {
    return {
      old: one,
      title: SUBSCRIPTIONS_TEXTS.changePlan.title(one.empresa.nombre),
      consequence: SUBSCRIPTIONS_TEXTS.changePlan.consequence,
      plans: () => inject(PlansClient).sold(),
      quote: (planId) => this.#client.quote(one.id, planId),
      change: (agreed, key) => this.#client.changePlan(one.id, agreed, key),
      isPayer: false,
    };
  }

  #changed(isDone: boolean | undefined, words: string): void {
    if (isDone) {
      this.#notifier.done(words);
      this.subscription.reload();
    }
  }

  #question(move: 'suspend' | 'reactivate' | 'cancel', one: Subscription): ReasonQuestion {
    const words = SUBSCRIPTIONS_TEXTS[move];
    const title = words.title(one.empresa.nombre);
    const common = { title, needsReason: move !== 'reactivate', hasNotes: true };
    if (move === 'reactivate') {
      const until = dayNumbers(one.fecha_fin, this.#company.locale());
      return {
        ...common,
        consequence: SUBSCRIPTIONS_TEXTS.reactivate.consequence(until),
        action: SUBSCRIPTIONS_TEXTS.moves.reactivate,
        send: ({ notas }) => this.#client.reactivate(one.id, notas),
      };
    }
    return {
      ...common,
      consequence: SUBSCRIPTIONS_TEXTS[move].consequence,
      action: move === 'cancel' ? SUBSCRIPTIONS_TEXTS.cancel.action : SUBSCRIPTIONS_TEXTS.moves.suspend,
      isDestructive: true,
      send: (given) => (move === 'cancel' ? this.#client.cancel(one.id, given) : this.#client.suspend(one.id, given)),
    };
  }
}
