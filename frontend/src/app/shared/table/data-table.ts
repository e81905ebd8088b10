import { NgTemplateOutlet } from '@angular/common';
import { Component, Directive, TemplateRef, booleanAttribute, computed, contentChildren, inject, input, output } from '@angular/core';

import { Icon } from '../icon/icon';
import { SHARED_TEXTS } from '../texts';

/** One column: the state first, amounts at the end. */
export interface Column {
  key: string;
  label: string;
  align?: 'start' | 'end';
  /** The label is for screen readers only, as over a row's buttons. */
  isLabelHidden?: boolean;
}

/** The template of a column's cells: `<ng-template appCell="amount" let-row>`. */
@Directive({ selector: 'ng-template[appCell]' })
export class CellTemplate {
  readonly key = input.required<string>({ alias: 'appCell' });
  readonly template = inject<TemplateRef<{ $implicit: unknown }>>(TemplateRef);
}

/** A table on wide screens, the same rows as cards on phones. With `openable`, a row opens by press or Enter. */
@Component({
  selector: 'app-data-table',
  imports: [Icon, NgTemplateOutlet],
  templateUrl: './data-table.html',
  styleUrl: './data-table.scss',
})
export class DataTable<Row extends { id: string | number }> {
  readonly columns = input.required<readonly Column[]>();
  readonly rows = input.required<readonly Row[]>();
  /** What the table lists, for screen readers. */
  readonly caption = input.required<string>();
  readonly openable = input(false, { transform: booleanAttribute });
  readonly opened = output<Row>();
  /** What one row is called, so that each of the buttons says what it opens. */
  readonly rowName = input<(row: Row) => string>();
  /** Keys of the columns that can be sorted by. */
  readonly sortable = input<readonly string[]>([]);
  readonly sorting = input<{ key: string; isDown: boolean } | null>(null);
  readonly sorted = output<string>();
  /** Templates of the cells, when they are not written inside the table itself. */
  readonly cells = input<readonly CellTemplate[]>();
  protected readonly ownCells = contentChildren(CellTemplate);
  protected readonly templates = computed(
    () => new Map((this.cells() ?? this.ownCells()).map((cell) => [cell.key(), cell.template])),
  );
  protected readonly texts = SHARED_TEXTS;

  protected sortState(key: string): 'ascending' | 'descending' | null {
    const sorting = this.sorting();
    return sorting?.key === key ? (sorting.isDown ? 'descending' : 'ascending') : null;
  }

  protected openLabel(row: Row): string | null {
    const name = this.rowName()?.(row);
    return name ? `${SHARED_TEXTS.openRow}: ${name}` : null;
  }

  protected open(row: Row): void {
    if (this.openable()) {
      this.opened.emit(row);
    }
  }
}
