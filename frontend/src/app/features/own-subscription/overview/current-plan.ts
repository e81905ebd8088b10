import { Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { CurrentCompany } from '../../../core/company/company';
import { dayNumbers } from '../../../core/time/day';
import type { LicenceCheck } from '../../../core/wire';
import { DayPipe } from '../../../shared/format/day-pipe';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { Icon } from '../../../shared/icon/icon';
import { StatusChip } from '../../../shared/status/status-chip';
import { SubscriptionState } from '../../admin-subscriptions/api/subscriptions';
import { limitWords } from '../../plans/api/plans';
import { nextCharge, periodPrice } from '../data/charges';
import { type Standing, allowedFor } from '../data/standing';
import { SUBSCRIPTION_TEXTS } from '../data/texts';

/** What an owner asks of the page. */
export type Wish = 'renew' | 'changePlan' | 'switchOn' | 'switchOff' | 'cancel' | 'keep';

/** The subscription that counts now: plan, licence, next charge, what happens at its end, what it holds. */
@Component({
  selector: 'app-current-plan',
  imports: [DayPipe, Icon, MatButton, MoneyPipe, StatusChip, SubscriptionState],
  templateUrl: './current-plan.html',
  styleUrl: './current-plan.scss',
})
export class CurrentPlan {
  readonly standing = input.required<Standing>();
  /** Null while it is read; `failed` when it could not be. */
  readonly licence = input.required<LicenceCheck | 'failed' | null>();
  readonly wished = output<Wish>();
  readonly #company = inject(CurrentCompany);
  protected readonly shown = computed(() => {
    const { current, next, last } = this.standing();
    return current ?? next ?? last;
  });
  protected readonly allowed = computed(() => allowedFor(this.standing()));
  protected readonly charge = computed(() => nextCharge(this.standing()));
  protected readonly successor = computed(() => (this.standing().current ? this.standing().next : null));
  protected readonly licenceWords = computed(() => {
    const licence = this.licence();
    if (licence === null || licence === 'failed') {
      return licence === null ? '' : this.texts.licenceUnknown;
    }
    return licence.licencia_valida
      ? this.texts.licenceValid(this.day(licence.fecha_fin))
      : this.texts.licenceReasons[licence.motivo];
  });
  protected readonly autoWords = computed(() => {
    const row = this.shown();
    return row?.cancelar_al_vencer ? this.texts.autoEnds : row?.renovacion_automatica ? this.texts.autoOn : this.texts.autoOff;
  });
  protected readonly periodPrice = periodPrice;
  protected readonly texts = SUBSCRIPTION_TEXTS;

  protected day(date: string): string {
    return dayNumbers(date, this.#company.locale());
  }

  protected limit(count: number | null): string {
    return limitWords(count, this.#company.locale());
  }
}
