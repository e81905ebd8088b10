import { NgTemplateOutlet } from '@angular/common';
import { Component, Directive, TemplateRef, booleanAttribute, computed, contentChildren, inject, input, output } from '@angular/core';

import { SHARED_TEXTS } from '../texts';

/** One column: the state first, amounts at the end. */
export interface Column {
  key: string;
  label: string;
  align?: 'start' | 'end';
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
  imports: [NgTemplateOutlet],
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
  protected readonly cells = contentChildren(CellTemplate);
  protected readonly templates = computed(() => new Map(this.cells().map((cell) => [cell.key(), cell.template])));
  protected readonly texts = SHARED_TEXTS;

  protected open(row: Row): void {
    if (this.openable()) {
      this.opened.emit(row);
    }
  }
}
