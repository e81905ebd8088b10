import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import { CurrentCompany } from '../../../core/company/company';
import { addDays, dayIn } from '../../../core/time/day';
import { ServerClock } from '../../../core/time/server-clock';
import { Notifier } from '../../../shared/feedback/notifier';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { When } from '../../../shared/format/when';
import { Icon } from '../../../shared/icon/icon';
import { injectList } from '../../../shared/list/list';
import { ListBar } from '../../../shared/list/list-bar';
import { saveFile } from '../../../shared/list/save-file';
import { PageHeader } from '../../../shared/page/page-header';
import { EmptyState } from '../../../shared/states/empty-state';
import { ContentTemplate, EmptyTemplate, States } from '../../../shared/states/states';
import { StatusChip } from '../../../shared/status/status-chip';
import { CellTemplate, DataTable } from '../../../shared/table/data-table';
import { Pager } from '../../../shared/table/pager';
import { PointsOfSaleClient } from '../../points-of-sale/api/points-of-sale';
import { chipsOf } from '../data/filter-chips';
import { rowMethodWords } from '../data/method-words';
import { SalesClient } from '../data/sales-client';
import type { Sale, SaleStatus } from '../data/sales-wire';
import { statusTone } from '../data/status-tone';
import { SALES_TEXTS } from '../data/texts';

/** How many the API gives at once when it is not told. */
const PER_PAGE = 50;
const COLUMNS = [
  { key: 'status', label: SALES_TEXTS.columns.status },
  { key: 'number', label: SALES_TEXTS.columns.number },
  { key: 'when', label: SALES_TEXTS.columns.when },
  { key: 'method', label: SALES_TEXTS.columns.method },
  { key: 'total', label: SALES_TEXTS.columns.total, align: 'end' as const },
];

/** `/panel/ventas`: the sales, filtered by what stands in the address. */
@Component({
  selector: 'app-sales-list',
  imports: [
    CellTemplate, ContentTemplate, DataTable, EmptyState, EmptyTemplate, Icon, ListBar, MatButton, MoneyPipe, PageHeader,
    Pager, RouterLink, States, StatusChip, When,
  ],
  templateUrl: './list.html',
  styleUrl: './list.scss',
})
export class SalesList {
  readonly #router = inject(Router);
  readonly #client = inject(SalesClient);
  readonly #company = inject(CurrentCompany);
  readonly #clock = inject(ServerClock);
  readonly #notifier = inject(Notifier);
  readonly #points = inject(PointsOfSaleClient).list();
  readonly #today = computed(() => dayIn(this.#company.timeZone(), this.#clock.now()));
  readonly #pointList = computed(() => (this.#points.hasValue() ? this.#points.value() : []));
  protected readonly list = injectList<Sale>({
    read: async ({ values, page }) => {
      const answer = await this.#client.page({ ...values, page });
      return { rows: answer.data, total: answer.pagination.total };
    },
    perPage: PER_PAGE,
    search: 'q',
    filters: [
      { name: 'dateFrom', label: SALES_TEXTS.from, kind: 'date' },
      { name: 'dateTo', label: SALES_TEXTS.to, kind: 'date' },
      { name: 'status', label: SALES_TEXTS.status, kind: 'choice', choices: () => Object.entries(SALES_TEXTS.statuses) },
      { name: 'method', label: SALES_TEXTS.method, kind: 'choice', choices: () => Object.entries(SALES_TEXTS.methods) },
      {
        name: 'pointOfSaleId',
        label: SALES_TEXTS.pointOfSale,
        kind: 'choice',
        choices: () => this.#pointList().map((point) => [point.id, point.name] as const),
      },
    ],
    chips: (values) =>
      chipsOf(values, {
        today: this.#today(),
        locale: this.#company.locale(),
        pointOfSaleName: (id) => this.pointName(id),
      }),
  });
  protected readonly sentence = computed(() => {
    const total = this.list.total();
    if (total === null) {
      return '';
    }
    const words = SALES_TEXTS.sentence(total);
    return this.list.chips().length > 0 ? `${words} ${SALES_TEXTS.filtered}` : words;
  });
  protected readonly isDownloading = signal(false);
  protected readonly columns = COLUMNS;
  protected readonly texts = SALES_TEXTS;
  protected readonly statusTone = statusTone;
  protected readonly statusWords = (status: SaleStatus) => SALES_TEXTS.statuses[status];
  protected readonly rowMethodWords = rowMethodWords;

  protected pointName(id: string): string {
    return this.#pointList().find((point) => point.id === id)?.name ?? '';
  }

  protected range(days: 'today' | 'yesterday' | 'week'): void {
    const today = this.#today();
    const dateTo = days === 'yesterday' ? addDays(today, -1) : today;
    this.list.filter({ dateFrom: days === 'week' ? addDays(today, -6) : dateTo, dateTo });
  }

  protected open(row: Sale): void {
    void this.#router.navigate(['/panel/ventas', row.id]);
  }

  protected async download(): Promise<void> {
    this.isDownloading.set(true);
    try {
      saveFile(await this.#client.csv(this.list.values()), `ventas-${this.#today()}.csv`);
    } catch (failure) {
      this.#notifier.failed(failure);
    } finally {
      this.isDownloading.set(false);
    }
  }
}
