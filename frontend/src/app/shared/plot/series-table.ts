import { Component, input } from '@angular/core';

import type { Series } from './series-plot';

/** The numbers of a plot as a table. */
@Component({
  selector: 'app-series-table',
  template: `
    <table class="numeric">
      <caption class="visually-hidden">{{ label() }}</caption>
      <thead>
        <tr>
          <th scope="col">{{ pointName() }}</th>
          @for (one of series(); track one.name) {
            <th scope="col" class="end">{{ one.name }}</th>
          }
        </tr>
      </thead>
      <tbody>
        @for (point of points(); track $index; let row = $index) {
          <tr>
            <th scope="row">{{ point }}</th>
            @for (one of series(); track one.name) {
              <td class="end">{{ one.values[row] === 0 ? '—' : words()(one.values[row] ?? 0) }}</td>
            }
          </tr>
        }
      </tbody>
    </table>
  `,
  host: { role: 'group', tabindex: '0', '[attr.aria-label]': 'label()' },
  styles: `
    :host {
      display: block;
      max-block-size: 22rem;
      overflow: auto;
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
export class SeriesTable {
  readonly label = input.required<string>();
  /** What the points are: months, days. */
  readonly pointName = input.required<string>();
  readonly points = input.required<readonly string[]>();
  readonly series = input.required<readonly Series[]>();
  readonly words = input.required<(value: number) => string>();
}
