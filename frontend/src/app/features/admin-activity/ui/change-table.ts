import { Component, computed, input } from '@angular/core';

import { changesOf } from '../data/changes';
import { ACTIVITY_TEXTS } from '../data/texts';

/** Before and after, field by field. */
@Component({
  selector: 'app-change-table',
  template: `
    @if (changes().length > 0) {
      <table>
        <caption class="visually-hidden">{{ texts.changes }}</caption>
        <thead>
          <tr>
            <th scope="col">{{ texts.field }}</th>
            <th scope="col">{{ texts.before }}</th>
            <th scope="col">{{ texts.after }}</th>
          </tr>
        </thead>
        <tbody>
          @for (change of changes(); track change.field) {
            <tr>
              <th scope="row">{{ change.field }}</th>
              <td class="before">{{ change.before }}</td>
              <td class="after">{{ change.after }}</td>
            </tr>
          }
        </tbody>
      </table>
    } @else {
      <p class="quiet">{{ texts.nothing }}</p>
    }
  `,
  styles: `
    table {
      inline-size: 100%;
      border-collapse: collapse;
      table-layout: fixed;
      font-size: var(--text-sm);
    }

    th,
    td {
      padding: var(--space-2);
      text-align: start;
      vertical-align: top;
      font-weight: 400;
      overflow-wrap: anywhere;
      white-space: pre-line;
    }

    thead th,
    tbody th {
      color: var(--ink-quiet);
    }

    tbody tr {
      border-block-start: 1px solid var(--line);
    }

    .after {
      font-weight: 600;
    }
  `,
})
export class ChangeTable {
  readonly before = input.required<Readonly<Record<string, unknown>> | null>();
  readonly after = input.required<Readonly<Record<string, unknown>> | null>();
  protected readonly changes = computed(() => changesOf(this.before(), this.after()));
  protected readonly texts = ACTIVITY_TEXTS.audit.sheet;
}
