import { Component, computed, inject, input } from '@angular/core';
import type { EChartsCoreOption } from 'echarts/core';
import { NgxEchartsDirective, provideEchartsCore } from 'ngx-echarts';

import { CurrentCompany } from '../../../core/company/company';
import { formatMoney } from '../../../core/money/money';
import { injectInk } from '../../../shared/plot/ink';
import { type Hour, busyHours } from '../data/comparison';
import { OVERVIEW_TEXTS } from '../data/texts';

/** Takings by hour: today as bars, the same weekday of last week as a dashed line. */
@Component({
  selector: 'app-hours-plot',
  imports: [NgxEchartsDirective],
  providers: [provideEchartsCore({ echarts: () => import('../../../shared/plot/engine') })],
  template: `<div class="plot" role="img" [attr.aria-label]="label()" echarts [options]="options()"></div>`,
  styles: `
    .plot {
      block-size: 17rem;
    }
  `,
})
export class HoursPlot {
  readonly today = input.required<readonly Hour[]>();
  readonly before = input.required<readonly Hour[]>();
  readonly beforeName = input.required<string>();
  readonly #company = inject(CurrentCompany);
  readonly #ink = injectInk();
  protected readonly label = computed(() => OVERVIEW_TEXTS.plotLabel(OVERVIEW_TEXTS.today, this.beforeName()));
  protected readonly options = computed<EChartsCoreOption>(() => {
    const { from, to } = busyHours(this.today(), this.before());
    const hours = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const totals = (source: readonly Hour[]) => hours.map((hour) => source.find((one) => one.hour === hour)?.total ?? 0);
    const text = { color: this.#ink('--ink-quiet'), fontFamily: 'Inter Variable, sans-serif', fontSize: 12 };
    return {
      animation: false,
      grid: { left: 8, right: 8, top: 40, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, itemGap: 20, textStyle: { ...text, color: this.#ink('--ink') } },
      tooltip: {
        trigger: 'axis',
        // Drawn, not written as HTML: the page allows no inline styles.
        renderMode: 'richText',
        valueFormatter: (value: unknown) => this.#money(Number(value)),
        backgroundColor: this.#ink('--paper-raised'),
        borderColor: this.#ink('--line'),
        textStyle: { ...text, color: this.#ink('--ink') },
      },
      xAxis: {
        type: 'category',
        data: hours.map((hour) => `${hour} h`),
        axisLabel: text,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: this.#ink('--line-strong') } },
      },
      yAxis: {
        type: 'value',
        axisLabel: { ...text, formatter: (value: number) => this.#shortMoney(value) },
        splitLine: { lineStyle: { color: this.#ink('--line') } },
      },
      series: [
        {
          name: OVERVIEW_TEXTS.today,
          type: 'bar',
          data: totals(this.today()),
          barMaxWidth: 28,
          itemStyle: { color: this.#ink('--brand'), borderRadius: [4, 4, 0, 0] },
        },
        {
          name: this.beforeName(),
          type: 'line',
          data: totals(this.before()),
          symbol: 'circle',
          symbolSize: 6,
          lineStyle: { color: this.#ink('--ink-quiet'), width: 2, type: 'dashed' },
          itemStyle: { color: this.#ink('--ink-quiet') },
        },
      ],
    };
  });

  #money(amount: number): string {
    return formatMoney(amount, this.#company.currency(), this.#company.locale());
  }

  #shortMoney(amount: number): string {
    return new Intl.NumberFormat(this.#company.locale(), { notation: 'compact', maximumFractionDigits: 1 }).format(amount);
  }
}
