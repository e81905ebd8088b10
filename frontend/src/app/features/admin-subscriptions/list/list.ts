import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import { CurrentCompany } from '../../../core/company/company';
import { addDays, dayIn, dayWords } from '../../../core/time/day';
import { ServerClock } from '../../../core/time/server-clock';
import { DayPipe } from '../../../shared/format/day-pipe';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { Icon } from '../../../shared/icon/icon';
import type { CsvColumn } from '../../../shared/list/csv';
import { CsvButton } from '../../../shared/list/csv-button';
import { injectList } from '../../../shared/list/list';
import { ListPage } from '../../../shared/list/list-page';
import { PageHeader } from '../../../shared/page/page-header';
import { EmptyState } from '../../../shared/states/empty-state';
import { EmptyTemplate } from '../../../shared/states/states';
import { CellTemplate } from '../../../shared/table/data-table';
import { PlansClient, planChoice } from '../../admin-catalogue/api/catalogue';
import { CompanyField, CompanyNames } from '../../admin-companies/api/companies';
import { SubscriptionsClient } from '../data/subscriptions-client';
import type { Subscription } from '../data/subscriptions-wire';
import { SUBSCRIPTIONS_TEXTS } from '../data/texts';
import { SubscriptionState } from '../ui/subscription-state';

const SOON_DAYS = 30;
const WORDS = SUBSCRIPTIONS_TEXTS.columns;
const COLUMNS = Object.entries(WORDS).map(([key, label]) => ({
  key,
  label,
  align: key === 'importe' ? ('end' as const) : ('start' as const),
}));
const CSV: readonly CsvColumn<Subscription>[] = [
  { label: SUBSCRIPTIONS_TEXTS.csv.id, value: (row) => row.id },
  { label: WORDS.estado, value: (row) => SUBSCRIPTIONS_TEXTS.statuses[row.estado] },
  { label: WORDS.empresa, value: (row) => row.empresa.nombre },
  { label: SUBSCRIPTIONS_TEXTS.csv.nit, value: (row) => row.empresa.nit },
  { label: WORDS.plan, value: (row) => row.plan.nombre },
  { label: SUBSCRIPTIONS_TEXTS.csv.periodo, value: (row) => SUBSCRIPTIONS_TEXTS.periods[row.periodo] },
  { label: SUBSCRIPTIONS_TEXTS.csv.anios, value: (row) => row.anios },
  { label: SUBSCRIPTIONS_TEXTS.csv.inicio, value: (row) => row.fecha_inicio },
  { label: WORDS.fecha_fin, value: (row) => row.fecha_fin },
  { label: SUBSCRIPTIONS_TEXTS.csv.moneda, value: (row) => row.moneda },
  { label: SUBSCRIPTIONS_TEXTS.csv.lista, value: (row) => row.precio_pagado },
  { label: SUBSCRIPTIONS_TEXTS.csv.descuento, value: (row) => row.porcentaje_descuento },
  { label: SUBSCRIPTIONS_TEXTS.csv.neto, value: (row) => row.precio_con_descuento },
  { label: SUBSCRIPTIONS_TEXTS.csv.renueva, value: (row) => row.renovacion_automatica && !row.cancelar_al_vencer },
  { label: SUBSCRIPTIONS_TEXTS.csv.pago, value: (row) => row.forma_pago },
];

/** `/panel/admin/suscripciones`: what was sold to whom, until when, for how much. */
@Component({
  selector: 'app-subscriptions-list',
  imports: [
    CellTemplate, CompanyField, CsvButton, DayPipe, EmptyState, EmptyTemplate, Icon, ListPage, MatButton, MoneyPipe,
    PageHeader, RouterLink, SubscriptionState,
  ],
  templateUrl: './list.html',
})
export class SubscriptionsList {
  readonly #router = inject(Router);
  readonly #client = inject(SubscriptionsClient);
  readonly #company = inject(CurrentCompany);
  readonly #clock = inject(ServerClock);
  readonly #names = inject(CompanyNames);
  readonly #plans = inject(PlansClient).all();
  readonly #counts = this.#client.counts();
  protected readonly list = injectList<Subscription>({
    read: (ask) => this.#client.page(ask),
    search: 'nit',
    filters: [
      {
        name: 'estado',
        label: SUBSCRIPTIONS_TEXTS.filters.estado,
        kind: 'choice',
        choices: () => Object.entries(SUBSCRIPTIONS_TEXTS.statuses),
      },
      {
        name: 'plan_id',
        label: SUBSCRIPTIONS_TEXTS.filters.plan,
        kind: 'choice',
        choices: () => (this.#plans.hasValue() ? this.#plans.value().map(planChoice) : []),
      },
      {
        name: 'vence_antes',
        label: SUBSCRIPTIONS_TEXTS.filters.expiresBefore,
        kind: 'date',
        words: (day) => SUBSCRIPTIONS_TEXTS.chips.expiresBefore(dayWords(day, this.#today(), this.#company.locale())),
      },
      {
        name: 'empresa_id',
        label: SUBSCRIPTIONS_TEXTS.filters.company,
        kind: 'custom',
        words: (id) => this.#names.of(id),
      },
    ],
    sorts: {
      estado: (row) => SUBSCRIPTIONS_TEXTS.statuses[row.estado],
      empresa: (row) => row.empresa.nombre,
      plan: (row) => row.plan.nombre,
      fecha_fin: (row) => row.fecha_fin,
      importe: (row) => row.precio_con_descuento,
    },
  });
  protected readonly sentence = computed(() => {
    const counts = this.#counts.hasValue() ? this.#counts.value() : null;
    return counts ? SUBSCRIPTIONS_TEXTS.sentence(counts.activas, counts.pendientes_pago, counts.suspendidas) : '';
  });
  protected readonly columns = COLUMNS;
  protected readonly csv = CSV;
  protected readonly texts = SUBSCRIPTIONS_TEXTS;

  protected readonly nameOf = (row: Subscription): string =>
    SUBSCRIPTIONS_TEXTS.detail.title(row.plan.nombre, row.empresa.nombre);

  protected periodWords(row: Subscription): string {
    const { periods, years } = SUBSCRIPTIONS_TEXTS;
    return row.anios > 1 ? `${periods[row.periodo]}, ${years(row.anios)}` : periods[row.periodo];
  }

  protected endWords(row: Subscription): string {
    const { daysLeft, endsItself, renewsItself } = SUBSCRIPTIONS_TEXTS;
    const then = row.cancelar_al_vencer ? endsItself : row.renovacion_automatica ? renewsItself : '';
    return [daysLeft(row.dias_restantes), then.toLowerCase()].filter(Boolean).join(', ');
  }

  protected showExpiring(): void {
    this.list.filter({ estado: 'activa', vence_antes: addDays(this.#today(), SOON_DAYS) });
  }

  protected showPending(): void {
    this.list.filter({ estado: 'pendiente_pago', vence_antes: '' });
  }

  protected open(row: Subscription): void {
    void this.#router.navigate(['/panel/admin/suscripciones', row.id]);
  }

  #today(): string {
    return dayIn(this.#company.timeZone(), this.#clock.now());
  }
}
