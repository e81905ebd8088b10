import { Component, DestroyRef, computed, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { ageText } from '../../../core/time/age';
import type { StartState } from '../data/charge-start';
import { COUNTER_TEXTS } from '../data/texts';
import { Outcome } from './outcome';

/** Places that mend what keeps a charge from starting. */
const FIXES: Readonly<Record<string, string>> = {
  not_connected: '/panel/integraciones',
  mercadopago_unauthorized: '/panel/integraciones',
  mercadopago_not_configured: '/panel/integraciones',
  no_terminal: '/panel/puntos-de-venta',
  no_qr_cashier: '/panel/puntos-de-venta',
  point_of_sale_inactive: '/panel/puntos-de-venta',
  point_of_sale_not_found: '/panel/puntos-de-venta',
};

/** Why a charge did not start: unreachable, occupied or refused; whether money moved; what to press. */
@Component({
  selector: 'app-start-notice',
  imports: [MatButton, Outcome, RouterLink],
  templateUrl: './start-notice.html',
})
export class StartNotice {
  readonly state = input.required<StartState>();
  readonly mayManage = input(false);
  /** The other charge is being cancelled. */
  readonly isFreeing = input(false);
  /** Cancelling the other charge was only taken note of. */
  readonly isFreeingNoted = input(false);
  readonly retried = output();
  readonly left = output();
  readonly freed = output<string>();
  readonly #now = signal(Date.now());
  protected readonly age = computed(() => {
    const state = this.state();
    return state.kind === 'unreachable' ? ageText(this.#now() - state.since) : '';
  });
  protected readonly fix = computed(() => {
    const state = this.state();
    return state.kind === 'refused' && this.mayManage() ? (FIXES[state.problem.code] ?? null) : null;
  });
  protected readonly refusal = computed(() => {
    const state = this.state();
    return state.kind === 'refused' ? state.problem : null;
  });
  protected readonly texts = COUNTER_TEXTS;

  constructor() {
    const timer = setInterval(() => this.#now.set(Date.now()), 1_000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
