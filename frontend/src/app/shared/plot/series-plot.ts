import { Component, computed, inject, input } from '@angular/core';
import type { EChartsCoreOption } from 'echarts/core';
import { NgxEchartsDirective, provideEchartsCore } from 'ngx-echarts';

import { CurrentCompany } from '../../core/company/company';
import { injectInk } from './ink';

/** One series of a plot: bars, or a dashed line to compare with. */
export interface Series {
  name: string;
  kind: 'bar' | 'line' | 'dashed';
  values: readonly number[];
  /** Design token of its colour; a series keeps its colour everywhere. */
  token: string;
}

/** Series over the same points. The same numbers should stand in a table beside it. */
@Component({
  selector: 'app-series-plot',
  imports: [NgxEchartsDirective],
  providers: [provideEchartsCore({ echarts: () => import('./engine') })],
  template: `<div class="plot" role="img" [attr.aria-label]="label()" echarts [options]="options()"></div>`,
  styles: `
    .plot {
      block-size: 17rem;
    }
  `,
})
export class SeriesPlot {
  readonly points = input.required<readonly string[]>();
  readonly series = input.required<readonly Series[]>();
  /** What the plot shows and where its numbers are, for screen readers. */
  readonly label = input.required<string>();
  /** Words one value in full. */
  readonly words = input.required<(value: number) => string>();
  readonly #company = inject(CurrentCompany);
  readonly #ink = injectInk();
  protected readonly options = computed<EChartsCoreOption>(() => {
    const text = { color: this.#ink('--ink-quiet'), fontFamily: 'Inter Variable, sans-serif', fontSize: 12 };
    const hasLegend = this.series().length > 1;
    return {
      animation: false,
      grid: { left: 8, right: 8, top: hasLegend ? 40 : 12, bottom: 4, containLabel: true },
      legend: { show: hasLegend, top: 0, left: 0, itemGap: 20, textStyle: { ...text, color: this.#ink('--ink') } },
      tooltip: {
        trigger: 'axis',
        // Drawn, not written as HTML: the page allows no inline styles.
        renderMode: 'richText',
        valueFormatter: (value: unknown) => this.words()(Number(value)),
        backgroundColor: this.#ink('--paper-raised'),
        borderColor: this.#ink('--line'),
        textStyle: { ...text, color: this.#ink('--ink') },
      },
      xAxis: {
        type: 'category',
        data: this.points(),
        axisLabel: text,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: this.#ink('--line-strong') } },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        axisLabel: { ...text, formatter: (value: number) => this.#short(value) },
        splitLine: { lineStyle: { color: this.#ink('--line') } },
      },
      series: this.series().map((one) => this.#drawn(one)),
    };
  });

  #drawn({ name, kind, values, token }: Series): object {
    const color = this.#ink(token);
    if (kind === 'bar') {
      return { name, type: 'bar', data: values, barMaxWidth: 28, itemStyle: { color, borderRadius: [4, 4, 0, 0] } };
    }
    const lineStyle = { color, width: 2, type: kind === 'dashed' ? 'dashed' : 'solid' };
    return { name, type: 'line', data: values, symbol: 'circle', symbolSize: 6, lineStyle, itemStyle: { color } };
  }

  #short(value: number): string {
    return new Intl.NumberFormat(this.#company.locale(), { notation: 'compact', maximumFractionDigits: 1 }).format(value);
  }
}
