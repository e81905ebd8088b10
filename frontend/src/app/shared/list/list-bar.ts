import { Component, computed, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { Icon } from '../icon/icon';
import type { Column } from '../table/data-table';
import { SHARED_TEXTS } from '../texts';
import { sortingText } from './filters';
import type { List } from './list';

/** Search box, filters and the chips of those in force. Everything it does goes into the address of the page. */
@Component({
  selector: 'app-list-bar',
  imports: [Icon, MatButton],
  templateUrl: './list-bar.html',
  styleUrl: './list-bar.scss',
})
export class ListBar<Row> {
  readonly list = input.required<List<Row>>();
  readonly columns = input<readonly Column[]>([]);
  /** What the search looks at. */
  readonly searchHelp = input('');
  protected readonly isOpen = signal(false);
  protected readonly asked = computed(() => this.list().filters.filter((filter) => filter.kind !== 'hidden'));
  protected readonly orders = computed(() =>
    this.columns()
      .filter((column) => this.list().canSort(column.key))
      .flatMap(({ key, label }) => [
        { value: key, label: SHARED_TEXTS.list.ascending(label) },
        { value: `-${key}`, label: SHARED_TEXTS.list.descending(label) },
      ]),
  );
  protected readonly order = computed(() => sortingText(this.list().sorting()));
  protected readonly texts = SHARED_TEXTS.list;

  protected searchFor(event: Event): void {
    event.preventDefault();
    const { search } = this.list();
    const typed = new FormData(event.target as HTMLFormElement).get('search');
    if (search !== undefined && typeof typed === 'string') {
      this.list().filter({ [search]: typed });
    }
  }

  protected apply(event: Event): void {
    event.preventDefault();
    const typed = new FormData(event.target as HTMLFormElement);
    const change = this.asked().flatMap(({ name }) => {
      const value = typed.get(name);
      return typeof value === 'string' ? [[name, value]] : [];
    });
    this.isOpen.set(false);
    this.list().filter(Object.fromEntries(change) as Record<string, string>);
  }

  protected sortTo(event: Event): void {
    this.list().sortTo((event.target as HTMLSelectElement).value);
  }
}
