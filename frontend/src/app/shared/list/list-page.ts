import { NgTemplateOutlet } from '@angular/common';
import { Component, booleanAttribute, computed, contentChild, contentChildren, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { EmptyState } from '../states/empty-state';
import { ContentTemplate, EmptyTemplate, States } from '../states/states';
import { CellTemplate, type Column, DataTable } from '../table/data-table';
import { Pager } from '../table/pager';
import { SHARED_TEXTS } from '../texts';
import type { List } from './list';
import { ListBar } from './list-bar';

/**
 * A list as a page shows it: search and filters, the four states, the table (cards on phones), the pager.
 *
 * Cells are `<ng-template appCell="key" let-row>`; `<ng-template appWhenEmpty>` teaches the first step. Buttons marked
 * `quick` stand beside the search, a field marked `filterField` joins the filters.
 */
@Component({
  selector: 'app-list-page',
  imports: [ContentTemplate, DataTable, EmptyState, EmptyTemplate, ListBar, MatButton, NgTemplateOutlet, Pager, States],
  template: `
    @let shown = list();
    <app-list-bar [list]="shown" [columns]="columns()" [searchHelp]="searchHelp()">
      <ng-content select="[quick]" ngProjectAs="[quick]" />
      <ng-content select="[filterField]" ngProjectAs="[filterField]" />
    </app-list-bar>
    <app-states [of]="shown.resource" [isEmpty]="shown.rows().length === 0" (retry)="shown.reload()">
      <ng-template appWhenEmpty>
        @if (shown.chips().length > 0 || shown.page() > 1) {
          <app-empty-state icon="search" [title]="texts.nothingTitle" [text]="texts.nothingText">
            <button matButton="outlined" type="button" (click)="startOver()">{{ texts.clear }}</button>
          </app-empty-state>
        } @else if (whenEmpty(); as empty) {
          <ng-container [ngTemplateOutlet]="empty.template" />
        }
      </ng-template>
      <ng-template appContent>
        @if (shown.isTooLongToSort()) {
          <p class="small quiet note" role="status">{{ texts.tooLong }}</p>
        }
        <app-data-table
          [columns]="columns()"
          [rows]="shown.rows()"
          [caption]="caption()"
          [cells]="cells()"
          [sortable]="sortable()"
          [sorting]="shown.sorting()"
          [openable]="openable()"
          [rowName]="rowName()"
          [class.stale]="shown.resource.isLoading()"
          (sorted)="shown.sortBy($event)"
          (opened)="opened.emit($event)"
        />
        <app-pager [page]="shown.page()" [pages]="shown.pages()" (moved)="shown.turnTo($event)" />
      </ng-template>
    </app-states>
  `,
  styles: `
    .stale {
      opacity: 0.6;
    }

    .note {
      margin-block-end: var(--space-3);
    }
  `,
})
export class ListPage<Row extends { id: string | number }> {
  readonly list = input.required<List<Row>>();
  readonly columns = input.required<readonly Column[]>();
  /** What the table lists, for screen readers. */
  readonly caption = input.required<string>();
  readonly searchHelp = input('');
  readonly openable = input(false, { transform: booleanAttribute });
  readonly rowName = input<(row: Row) => string>();
  readonly opened = output<Row>();
  protected readonly cells = contentChildren(CellTemplate);
  protected readonly whenEmpty = contentChild(EmptyTemplate);
  protected readonly sortable = computed(() =>
    this.columns()
      .map((column) => column.key)
      .filter((key) => this.list().canSort(key)),
  );
  protected readonly texts = SHARED_TEXTS.list;

  protected startOver(): void {
    if (this.list().chips().length > 0) {
      this.list().clear();
    } else {
      this.list().turnTo(1);
    }
  }
}
