import { Component, computed, input } from '@angular/core';

import { MoneyPipe } from '../../../shared/format/money-pipe';
import { type Hour, busyHours } from '../data/comparison';
import { OVERVIEW_TEXTS } from '../data/texts';

/** The same takings by hour as a table. */
@Component({
  selector: 'app-hours-table',
  imports: [MoneyPipe],
  template: `
    <table class="numeric">
      <caption class="visually-hidden">{{ texts.byHour }}</caption>
      <thead>
        <tr>
          <th scope="col">{{ texts.hour }}</th>
          <th scope="col" class="end">{{ texts.sales }}</th>
          <th scope="col" class="end">{{ texts.today }}</th>
          <th scope="col" class="end">{{ beforeName() }}</th>
        </tr>
      </thead>
      <tbody>
        @for (row of rows(); track row.hour) {
          <tr>
            <th scope="row">{{ texts.hourOf(row.hour) }}</th>
            <td class="end">{{ row.count || '—' }}</td>
            <td class="end">{{ row.today === 0 ? '—' : (row.today | money) }}</td>
            <td class="end">{{ row.before === 0 ? '—' : (row.before | money) }}</td>
          </tr>
        }
      </tbody>
    </table>
  `,
  host: { role: 'group', tabindex: '0', '[attr.aria-label]': 'texts.byHour' },
  styles: `
    :host {
      display: block;
      overflow-x: auto;
    }

    table {
      inline-size: 100%;
      border-collapse: collapse;
      font-size: var(--text-sm);
    }

    th,
    td {
      padding: var(--space-1) 0 var(--space-1) var(--space-2);
      text-align: start;
      font-weight: 400;
      white-space: nowrap;
    }

    thead th {
      color: var(--ink-quiet);
      font-weight: 550;
    }

    tbody tr {
      border-block-start: 1px solid var(--line);
    }

    .end {
      text-align: end;
    }
  `,
})
export class HoursTable {
  readonly today = input.required<readonly Hour[]>();
  readonly before = input.required<readonly Hour[]>();
  readonly beforeName = input.required<string>();
  protected readonly rows = computed(() => {
    const { from, to } = busyHours(this.today(), this.before());
    return Array.from({ length: to - from + 1 }, (_, index) => {
      const hour = from + index;
      const now = this.today().find((one) => one.hour === hour);
      const then = this.before().find((one) => one.hour === hour);
      return { hour, count: now?.count ?? 0, today: now?.total ?? 0, before: then?.total ?? 0 };
    });
  });
  protected readonly texts = OVERVIEW_TEXTS;
}
