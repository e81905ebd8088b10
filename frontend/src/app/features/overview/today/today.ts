import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { AuthSession } from '../../../core/auth/auth-session';
import { MANAGING_ROLES } from '../../../core/auth/user';
import { CurrentCompany } from '../../../core/company/company';
import { LiveReader } from '../../../core/live/live';
import { formatMoney } from '../../../core/money/money';
import { addDays, dayIn, weekdayWords } from '../../../core/time/day';
import { ServerClock } from '../../../core/time/server-clock';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { Icon } from '../../../shared/icon/icon';
import { LiveAge } from '../../../shared/live/live-age';
import { PageHeader } from '../../../shared/page/page-header';
import { EmptyState } from '../../../shared/states/empty-state';
import { ProblemState } from '../../../shared/states/problem-state';
import { Skeleton } from '../../../shared/states/skeleton';
import { ChargeClient } from '../../counter/api/counter';
import { IntegrationsClient, type LinkedAccounts, stateOf } from '../../integrations/api/integrations';
import { PointsOfSaleClient } from '../../points-of-sale/api/points-of-sale';
import { SalesClient, methodWords } from '../../sales/api/sales';
import { attentionOf } from '../data/attention';
import { compare } from '../data/comparison';
import { OVERVIEW_TEXTS } from '../data/texts';
import { AttentionList } from '../ui/attention-list';
import { HoursPlot } from '../ui/hours-plot';
import { HoursTable } from '../ui/hours-table';
import { MethodBars } from '../ui/method-bars';

const EVERY_MS = 20_000;
const DAYS_OF_WEEK = 7;

/** `/panel/resumen`: today's takings against the same weekday, and what needs a person. Updates by itself. */
@Component({
  selector: 'app-today',
  imports: [
    AttentionList, EmptyState, HoursPlot, HoursTable, Icon, LiveAge, MatButton, MethodBars, MoneyPipe, PageHeader,
    ProblemState, RouterLink, Skeleton,
  ],
  templateUrl: './today.html',
  styleUrl: './today.scss',
})
export class Today {
  readonly #sales = inject(SalesClient);
  readonly #charges = inject(ChargeClient);
  readonly #points = inject(PointsOfSaleClient);
  readonly #integrations = inject(IntegrationsClient);
  readonly #company = inject(CurrentCompany);
  readonly #clock = inject(ServerClock);
  readonly #mayManage = inject(AuthSession).has(MANAGING_ROLES);
  protected readonly live = inject(LiveReader).follow({ read: () => this.#read(), everyMs: EVERY_MS });
  protected readonly seen = this.live.value;
  protected readonly asTable = signal(false);
  protected readonly weekday = computed(() => weekdayWords(this.#today(), this.#company.locale()));
  protected readonly beforeName = computed(() => OVERVIEW_TEXTS.lastWeek(this.weekday()));
  protected readonly sentence = computed(() => {
    const today = this.seen()?.today;
    return today && today.salesCount > 0 ? OVERVIEW_TEXTS.sentence(today.salesCount, this.#money(today.totalSales)) : '';
  });
  protected readonly average = computed(() => {
    const today = this.seen()?.today;
    return today && today.salesCount > 0 ? today.totalSales / today.salesCount : null;
  });
  protected readonly comparison = computed(() => {
    const seen = this.seen();
    if (!seen || (seen.before.salesCount === 0 && seen.today.salesCount === 0)) {
      return null;
    }
    const { kind, percent } = compare(seen.today.hourly, seen.before.hourly, this.#hour());
    const words = `${percent} %`;
    const texts = OVERVIEW_TEXTS;
    const text = {
      more: texts.more(words, this.weekday()),
      less: texts.less(words, this.weekday()),
      same: texts.same(this.weekday()),
      nothing: texts.nothingBefore(this.weekday()),
    }[kind];
    return { kind, text };
  });
  protected readonly methods = computed(
    () => this.seen()?.today.paymentsByMethod.map((one) => ({ ...one, name: methodWords(one.method) })) ?? [],
  );
  protected readonly attention = computed(() => {
    const seen = this.seen();
    return seen
      ? attentionOf({
          charges: seen.charges,
          points: this.#mayManage
            ? seen.points.map((point) => ({ ...point, isLinked: Boolean(point.mpDeviceId ?? point.mpQrExternalId) }))
            : null,
          connections: seen.accounts ? this.#connections(seen.accounts) : null,
          now: this.#clock.now(),
          money: (amount) => this.#money(amount),
        })
      : [];
  });
  protected readonly texts = OVERVIEW_TEXTS;
  readonly #today = computed(() => this.seen()?.today.date ?? dayIn(this.#company.timeZone(), this.#clock.now()));

  protected quantity(value: number): string {
    return new Intl.NumberFormat(this.#company.locale(), { maximumFractionDigits: 3 }).format(value);
  }

  async #read() {
    const day = dayIn(this.#company.timeZone(), this.#clock.now());
    const [today, before, charges, points, accounts] = await Promise.all([
      this.#sales.dailySummary(day),
      this.#sales.dailySummary(addDays(day, -DAYS_OF_WEEK)),
      this.#charges.listOpen(),
      this.#points.read(),
      this.#mayManage ? this.#integrations.readAccounts() : Promise.resolve(null),
    ]);
    return { today, before, charges, points, accounts };
  }

  #connections(accounts: LinkedAccounts) {
    const { kinds } = OVERVIEW_TEXTS;
    return (['point', 'qr', 'online'] as const).map((name) => ({
      kind: kinds[name],
      state: stateOf(accounts[name], this.#clock.now()),
    }));
  }

  #hour(): number {
    const format = new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: this.#company.timeZone() });
    return Number(format.format(this.#clock.now()));
  }

  #money(amount: number): string {
    return formatMoney(amount, this.#company.currency(), this.#company.locale());
  }
}
