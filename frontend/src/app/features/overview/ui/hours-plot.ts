import { Component, computed, inject, input } from '@angular/core';

import { CurrentCompany } from '../../../core/company/company';
import { formatMoney } from '../../../core/money/money';
import { type Series, SeriesPlot } from '../../../shared/plot/series-plot';
import { type Hour, busyHours } from '../data/comparison';
import { OVERVIEW_TEXTS } from '../data/texts';

/** Takings by hour: today as bars, the same weekday of last week as a dashed line. */
@Component({
  selector: 'app-hours-plot',
  imports: [SeriesPlot],
  template: `<app-series-plot [points]="points()" [series]="series()" [label]="label()" [words]="money" />`,
})
export class HoursPlot {
  readonly today = input.required<readonly Hour[]>();
  readonly before = input.required<readonly Hour[]>();
  readonly beforeName = input.required<string>();
  readonly #company = inject(CurrentCompany);
  protected readonly label = computed(() => OVERVIEW_TEXTS.plotLabel(OVERVIEW_TEXTS.today, this.beforeName()));
  readonly #hours = computed(() => {
    const { from, to } = busyHours(this.today(), this.before());
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
  protected readonly points = computed(() => this.#hours().map((hour) => `${hour} h`));
  protected readonly series = computed<Series[]>(() => [
    { name: OVERVIEW_TEXTS.today, kind: 'bar', values: this.#totals(this.today()), token: '--brand' },
    { name: this.beforeName(), kind: 'dashed', values: this.#totals(this.before()), token: '--ink-quiet' },
  ]);

  protected readonly money = (amount: number): string =>
    formatMoney(amount, this.#company.currency(), this.#company.locale());

  #totals(source: readonly Hour[]): number[] {
    return this.#hours().map((hour) => source.find((one) => one.hour === hour)?.total ?? 0);
  }
}
