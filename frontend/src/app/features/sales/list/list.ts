import { Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import { CurrentCompany } from '../../../core/company/company';
import { addDays, dayIn } from '../../../core/time/day';
import { ServerClock } from '../../../core/time/server-clock';
import { Notifier } from '../../../shared/feedback/notifier';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { When } from '../../../shared/format/when';
import { Icon } from '../../../shared/icon/icon';
import { PageHeader } from '../../../shared/page/page-header';
import { EmptyState } from '../../../shared/states/empty-state';
import { ContentTemplate, EmptyTemplate, States } from '../../../shared/states/states';
import { StatusChip } from '../../../shared/status/status-chip';
import { CellTemplate, DataTable } from '../../../shared/table/data-table';
import { Pager } from '../../../shared/table/pager';
import { PointsOfSaleClient } from '../../points-of-sale/api/points-of-sale';
import { type FilterChip, chipsOf } from '../data/filter-chips';
import { rowMethodWords } from '../data/method-words';
import { SalesClient } from '../data/sales-client';
import type { Sale, SaleQuery, SaleStatus } from '../data/sales-wire';
import { statusTone } from '../data/status-tone';
import { SALES_TEXTS } from '../data/texts';

const FIELDS = ['dateFrom', 'dateTo', 'status', 'method', 'pointOfSaleId', 'q'] as const;
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
    CellTemplate, ContentTemplate, DataTable, EmptyState, EmptyTemplate, Icon, MatButton, MoneyPipe, PageHeader, Pager,
    RouterLink, States, StatusChip, When,
  ],
  templateUrl: './list.html',
  styleUrl: './list.scss',
})
export class SalesList {
  readonly dateFrom = input<string>();
  readonly dateTo = input<string>();
  readonly status = input<string>();
  readonly method = input<string>();
  readonly pointOfSaleId = input<string>();
  readonly q = input<string>();
  readonly page = input<string>();
  readonly #router = inject(Router);
  readonly #client = inject(SalesClient);
  readonly #company = inject(CurrentCompany);
  readonly #clock = inject(ServerClock);
  readonly #notifier = inject(Notifier);
  protected readonly points = inject(PointsOfSaleClient).list();
  protected readonly query = computed<SaleQuery>(() => ({
    dateFrom: this.dateFrom(),
    dateTo: this.dateTo(),
    status: this.status(),
    method: this.method(),
    pointOfSaleId: this.pointOfSaleId(),
    q: this.q(),
    page: Math.max(1, Number(this.page()) || 1),
  }));
  protected readonly sales = this.#client.page(this.query);
  protected readonly rows = computed(() => (this.sales.hasValue() ? this.sales.value().data : []));
  protected readonly pagination = computed(() => (this.sales.hasValue() ? this.sales.value().pagination : null));
  protected readonly pointList = computed(() => (this.points.hasValue() ? this.points.value() : []));
  protected readonly chips = computed(() =>
    chipsOf(this.query(), {
      today: this.#today(),
      locale: this.#company.locale(),
      pointOfSaleName: (id) => this.pointName(id),
    }),
  );
  protected readonly sentence = computed(() => {
    const total = this.pagination()?.total;
    if (total === undefined) {
      return '';
    }
    const words = SALES_TEXTS.sentence(total);
    return this.chips().length > 0 ? `${words} ${SALES_TEXTS.filtered}` : words;
  });
  protected readonly isOpen = signal(false);
  protected readonly isDownloading = signal(false);
  protected readonly columns = COLUMNS;
  protected readonly texts = SALES_TEXTS;
  protected readonly methods = Object.entries(SALES_TEXTS.methods);
  protected readonly statuses = Object.entries(SALES_TEXTS.statuses);
  protected readonly statusTone = statusTone;
  protected readonly statusWords = (status: SaleStatus) => SALES_TEXTS.statuses[status];
  protected readonly rowMethodWords = rowMethodWords;
  readonly #today = computed(() => dayIn(this.#company.timeZone(), this.#clock.now()));

  protected pointName(id: string): string {
    return this.pointList().find((point) => point.id === id)?.name ?? '';
  }

  protected filter(change: SaleQuery): void {
    void this.#router.navigate([], {
      queryParams: { ...blankToNull(change), page: null },
      queryParamsHandling: 'merge',
    });
  }

  protected apply(event: Event): void {
    event.preventDefault();
    const typed = new FormData(event.target as HTMLFormElement);
    const change = Object.fromEntries(
      FIELDS.filter((field) => typed.has(field)).map((field) => [field, (typed.get(field) as string).trim()]),
    );
    this.isOpen.set(false);
    this.filter(change);
  }

  protected remove(chip: FilterChip): void {
    this.filter(Object.fromEntries(chip.fields.map((field) => [field, ''])));
  }

  protected clear(): void {
    this.filter(Object.fromEntries(FIELDS.map((field) => [field, ''])));
  }

  protected range(days: 'today' | 'yesterday' | 'week'): void {
    const today = this.#today();
    const dateTo = days === 'yesterday' ? addDays(today, -1) : today;
    this.filter({ dateFrom: days === 'week' ? addDays(today, -6) : dateTo, dateTo });
  }

  protected turnTo(page: number): void {
    void this.#router.navigate([], { queryParams: { page }, queryParamsHandling: 'merge' });
  }

  protected open(row: Sale): void {
    void this.#router.navigate(['/panel/ventas', row.id]);
  }

  protected async download(): Promise<void> {
    this.isDownloading.set(true);
    try {
      save(await this.#client.csv(this.query()), `ventas-${this.#today()}.csv`);
    } catch (failure) {
      this.#notifier.failed(failure);
    } finally {
      this.isDownloading.set(false);
    }
  }
}

function blankToNull(change: SaleQuery): Record<string, string | number | null> {
  return Object.fromEntries(Object.entries(change).map(([field, value]) => [field, value === '' ? null : (value ?? null)]));
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
