import { Component, booleanAttribute, computed, inject, input } from '@angular/core';

import { CurrentCompany } from '../../../core/company/company';
import { fullTime } from '../../../core/time/relative-time';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import type { Quote } from '../data/subscriptions-wire';
import { SUBSCRIPTIONS_TEXTS } from '../data/texts';

/** What a change of plan costs, line by line. */
@Component({
  selector: 'app-quote-table',
  imports: [MoneyPipe],
  template: `
    @let shown = quote();
    <p class="small quiet">{{ texts.days(shown.dias_restantes, shown.dias_periodo) }}</p>
    <dl class="numeric">
      <div>
        <dt>{{ texts.price }}</dt>
        <dd>{{ shown.precio_pagado | money: shown.moneda }}</dd>
      </div>
      @if (shown.porcentaje_descuento > 0) {
        <div>
          <dt>{{ texts.charge(percent()) }}</dt>
          <dd>{{ shown.cargo | money: shown.moneda }}</dd>
        </div>
      }
      <div>
        <dt>{{ texts.used }}</dt>
        <dd>− {{ shown.credito_aplicado | money: shown.moneda }}</dd>
      </div>
      <div class="sum">
        <dt>{{ isPayer() ? texts.toPay : texts.collect }}</dt>
        <dd>{{ shown.importe_a_cobrar | money: shown.moneda }}</dd>
      </div>
      @if (shown.saldo_a_favor > 0) {
        <div>
          <dt>{{ texts.balance }}</dt>
          <dd>{{ shown.saldo_a_favor | money: shown.moneda }}</dd>
        </div>
      }
    </dl>
    @if (shown.saldo_a_favor > 0) {
      <p class="small quiet">{{ texts.noRefund }}</p>
    }
    <p class="small quiet">{{ texts.validUntil }} {{ until() }}</p>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-2);
      padding: var(--space-4);
      background: var(--paper-sunken);
      border-radius: var(--radius);
    }

    dl {
      display: grid;
      gap: var(--space-1);
    }

    div {
      display: flex;
      justify-content: space-between;
      gap: var(--space-4);
    }

    .sum {
      padding-block-start: var(--space-2);
      border-block-start: 1px solid var(--line);
      font-size: var(--text-lg);
      font-weight: 650;
    }
  `,
})
export class QuoteTable {
  readonly quote = input.required<Quote>();
  /** Who reads it is who pays. */
  readonly isPayer = input(false, { transform: booleanAttribute });
  readonly #company = inject(CurrentCompany);
  protected readonly percent = computed(() =>
    new Intl.NumberFormat(this.#company.locale(), { maximumFractionDigits: 2 }).format(this.quote().porcentaje_descuento),
  );
  protected readonly until = computed(() =>
    fullTime(this.quote().valida_hasta, this.#company.locale(), this.#company.timeZone()),
  );
  protected readonly texts = SUBSCRIPTIONS_TEXTS.changePlan;
}
