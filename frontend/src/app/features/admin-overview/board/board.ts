import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';

import { CurrentCompany } from '../../../core/company/company';
import { formatMoney } from '../../../core/money/money';
import { addDays, dayIn, dayWords } from '../../../core/time/day';
import { ServerClock } from '../../../core/time/server-clock';
import type { Overview } from '../../../core/wire';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { keepingRows } from '../../../shared/list/list';
import { PageHeader } from '../../../shared/page/page-header';
import { ContentTemplate, States } from '../../../shared/states/states';
import { byCurrency, lengthOf, monthWords } from '../data/series';
import { PLATFORM_TEXTS } from '../data/texts';
import { PlotCard } from '../ui/plot-card';

const MONTHS = [6, 12, 24, 36];
const DAYS = [7, 30, 90, 365];
const SOON_DAYS = 30;

/** `/panel/admin`: the platform's money and what waits for somebody, over as many months and days as the address says. */
@Component({
  selector: 'app-platform-board',
  imports: [ContentTemplate, MoneyPipe, PageHeader, PlotCard, RouterLink, States],
  templateUrl: './board.html',
  styleUrl: './board.scss',
})
export class Board {
  readonly meses = input<string>();
  readonly dias = input<string>();
  readonly #router = inject(Router);
  readonly #company = inject(CurrentCompany);
  readonly #clock = inject(ServerClock);
  protected readonly months = computed(() => lengthOf(this.meses(), MONTHS, 12));
  protected readonly days = computed(() => lengthOf(this.dias(), DAYS, 30));
  readonly #read = httpResource<Overview>(() => ({
    url: '/admin/resumen',
    params: { meses: this.months(), dias: this.days() },
  }));
  protected readonly overview = keepingRows(this.#read);
  protected readonly shown = computed(() => (this.overview.hasValue() ? this.overview.value() : null));
  protected readonly sentence = computed(() => {
    const one = this.shown();
    return one ? PLATFORM_TEXTS.sentence(one.empresas.activas, one.suscripciones.activas) : '';
  });
  protected readonly subscriptionCounts = computed(() => {
    const { counts } = PLATFORM_TEXTS;
    const held = this.shown()?.suscripciones;
    const soon = addDays(dayIn(this.#company.timeZone(), this.#clock.now()), SOON_DAYS);
    return [
      { label: counts.activas, value: held?.activas, query: { estado: 'activa' } },
      { label: counts.por_vencer_30d, value: held?.por_vencer_30d, query: { estado: 'activa', vence_antes: soon } },
      { label: counts.pendientes_pago, value: held?.pendientes_pago, query: { estado: 'pendiente_pago' } },
      { label: counts.suspendidas, value: held?.suspendidas, query: { estado: 'suspendida' } },
      { label: counts.programadas, value: held?.programadas, query: { estado: 'programada' } },
      { label: counts.inactivas, value: held?.inactivas, query: { estado: 'inactiva' } },
      { label: counts.canceladas, value: held?.canceladas, query: { estado: 'cancelada' } },
    ];
  });
  protected readonly ticketCounts = computed(() => {
    const tickets = this.shown()?.tickets;
    const names = Object.entries(PLATFORM_TEXTS.ticketCounts) as [keyof Overview['tickets'], string][];
    return names.map(([key, label]) => ({ label, value: tickets?.[key] ?? 0 })).filter((count) => count.value > 0);
  });
  protected readonly plots = computed(() => {
    const series = this.shown()?.series;
    return series ? [...this.#mrr(series), this.#signUps(series), ...this.#payments(series)] : [];
  });
  protected readonly monthLengths = MONTHS;
  protected readonly dayLengths = DAYS;
  protected readonly texts = PLATFORM_TEXTS;

  protected retry(): void {
    this.#read.reload();
  }

  protected choose(name: 'meses' | 'dias', event: Event): void {
    const chosen = (event.target as HTMLSelectElement).value;
    void this.#router.navigate([], { queryParams: { [name]: chosen }, queryParamsHandling: 'merge' });
  }

  #mrr({ mrr_por_mes }: Overview['series']) {
    return byCurrency(mrr_por_mes, (row) => row.mes).map(({ currency, points, values }) => ({
      title: PLATFORM_TEXTS.mrrByMonth(currency),
      pointName: PLATFORM_TEXTS.month,
      points: points.map((month) => monthWords(month, this.#company.locale())),
      series: [{ name: PLATFORM_TEXTS.amount, kind: 'line' as const, values, token: '--plot-qr' }],
      words: this.#moneyIn(currency),
      isWide: false,
    }));
  }

  #signUps({ altas_por_mes }: Overview['series']) {
    const values = altas_por_mes.map((row) => row.cantidad);
    return {
      title: PLATFORM_TEXTS.signUps,
      pointName: PLATFORM_TEXTS.month,
      points: altas_por_mes.map((row) => monthWords(row.mes, this.#company.locale())),
      series: [{ name: PLATFORM_TEXTS.companiesCount, kind: 'bar' as const, values, token: '--plot-online' }],
      words: (value: number) => new Intl.NumberFormat(this.#company.locale()).format(value),
      isWide: false,
    };
  }

  #payments({ pagos_por_dia }: Overview['series']) {
    return byCurrency(pagos_por_dia, (row) => row.dia).map(({ currency, points, values }) => ({
      title: PLATFORM_TEXTS.paymentsByDay(currency),
      pointName: PLATFORM_TEXTS.day,
      points: points.map((day) => dayWords(day, points.at(-1) ?? '', this.#company.locale())),
      series: [{ name: PLATFORM_TEXTS.amount, kind: 'bar' as const, values, token: '--plot-point' }],
      words: this.#moneyIn(currency),
      isWide: true,
    }));
  }

  #moneyIn(currency: string) {
    return (amount: number): string => formatMoney(amount, currency, this.#company.locale());
  }
}
