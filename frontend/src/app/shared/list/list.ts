import {
  type Resource,
  type ResourceSnapshot,
  type Signal,
  computed,
  inject,
  linkedSignal,
  resource,
  resourceFromSnapshots,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, type ParamMap, Router } from '@angular/router';

import {
  type FilterChip,
  type FilterValues,
  type ListFilter,
  type SortValue,
  type Sorting,
  chipsOf,
  nextSorting,
  sorted,
  sortingOf,
  sortingText,
  valuesOf,
} from './filters';

/** The largest page that the API gives. */
const LARGEST_PAGE = 100;
/** More rows than this are not fetched to be sorted here. */
const MOST_TO_SORT = 1_000;
/** More rows than this are not fetched for a file. */
const MOST_TO_SAVE = 10_000;

export interface ListAsk {
  values: FilterValues;
  page: number;
  perPage: number;
}

export interface RowsPage<Row> {
  rows: readonly Row[];
  total: number;
}

export interface ListOptions<Row> {
  /** Reads one page; called with what the address says. */
  read: (ask: ListAsk) => Promise<RowsPage<Row>>;
  filters?: readonly ListFilter[];
  /** Name of the parameter that the search box fills. */
  search?: string;
  perPage?: number;
  /** The filters in force in words of the page's own, where one chip stands for several of them. */
  chips?: (values: FilterValues) => FilterChip[];
  /** What columns can be sorted by. Sorting happens here, over all rows that match. */
  sorts?: Readonly<Record<string, (row: Row) => SortValue>>;
}

interface Read<Row> extends RowsPage<Row> {
  isWhole: boolean;
}

/**
 * A list whose search, filters, order and page stand in the address of the page, so that it can be linked, shared and
 * walked back through. While it reads anew, the rows on screen stay.
 */
export class List<Row> {
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #address: Signal<ParamMap> = toSignal(this.#route.queryParamMap, { requireSync: true });
  readonly #names: readonly string[];
  readonly #sortKeys: readonly string[];
  #whole: { of: string; rows: readonly Row[] } | null = null;

  readonly filters: readonly ListFilter[];
  readonly search: string | undefined;
  readonly perPage: number;
  readonly values: Signal<FilterValues>;
  readonly page = computed(() => Math.max(1, Math.trunc(Number(this.#address().get('page'))) || 1));
  readonly sorting: Signal<Sorting | null>;
  readonly chips: Signal<FilterChip[]>;
  readonly resource: Resource<Read<Row> | undefined>;
  readonly rows: Signal<readonly Row[]>;
  readonly total = computed(() => (this.resource.hasValue() ? this.resource.value().total : null));
  readonly pages = computed(() => Math.ceil((this.total() ?? 0) / this.perPage));
  /** An order was asked for, but there are too many rows to put them in it. */
  readonly isTooLongToSort: Signal<boolean>;
  readonly reload: () => void;

  constructor(private readonly options: ListOptions<Row>) {
    this.filters = options.filters ?? [];
    this.search = options.search;
    this.perPage = options.perPage ?? 20;
    this.#names = [...this.filters.map((filter) => filter.name), ...(options.search ? [options.search] : [])];
    this.#sortKeys = Object.keys(options.sorts ?? {});
    this.values = computed(() => valuesOf(this.#address(), this.#names), { equal: isSame });
    this.sorting = computed(() => sortingOf(this.#address().get('orden'), this.#sortKeys));
    this.chips = computed(() => options.chips?.(this.values()) ?? chipsOf(this.values(), this.filters, this.search));
    const source = resource({
      params: () => ({ values: this.values(), page: this.page(), isSorted: this.sorting() !== null }),
      loader: ({ params }) => this.#read(params),
    });
    this.resource = keepingRows(source);
    this.isTooLongToSort = computed(
      () => this.sorting() !== null && this.resource.hasValue() && !this.resource.value().isWhole,
    );
    this.rows = computed(() => this.#arranged());
    this.reload = () => {
      this.#whole = null;
      source.reload();
    };
  }

  canSort(key: string): boolean {
    return this.#sortKeys.includes(key);
  }

  /** Puts filters into the address, or takes them out with `''`; the list starts at its first page again. */
  filter(change: FilterValues): void {
    const named = Object.entries(change).map(([name, value]) => [name, value.trim() || null] as const);
    this.#go({ ...Object.fromEntries(named), page: null });
  }

  remove(chip: FilterChip): void {
    this.filter(Object.fromEntries(chip.names.map((name) => [name, ''])));
  }

  clear(): void {
    this.filter(Object.fromEntries(this.#names.map((name) => [name, ''])));
  }

  turnTo(page: number): void {
    this.#go({ page: page === 1 ? null : page });
  }

  sortBy(key: string): void {
    this.sortTo(sortingText(nextSorting(this.sorting(), key)));
  }

  sortTo(text: string | null): void {
    this.#go({ orden: text === '' ? null : text, page: null });
  }

  /** Every row that matches, in the order shown, for a file; at most ten thousand. */
  async everything(): Promise<readonly Row[]> {
    const rows = await this.#readAll(this.values(), MOST_TO_SAVE);
    return this.#inOrder(rows);
  }

  async #read(ask: { values: FilterValues; page: number; isSorted: boolean }): Promise<Read<Row>> {
    if (ask.isSorted) {
      const rows = await this.#readWhole(ask.values);
      if (rows) {
        return { rows, total: rows.length, isWhole: true };
      }
    }
    return { ...(await this.options.read({ ...ask, perPage: this.perPage })), isWhole: false };
  }

  async #readWhole(values: FilterValues): Promise<readonly Row[] | null> {
    const of = JSON.stringify(values);
    if (this.#whole?.of !== of) {
      const first = await this.options.read({ values, page: 1, perPage: LARGEST_PAGE });
      if (first.total > MOST_TO_SORT) {
        return null;
      }
      this.#whole = { of, rows: await this.#readAll(values, MOST_TO_SORT, first) };
    }
    return this.#whole.rows;
  }

  async #readAll(values: FilterValues, most: number, begun?: RowsPage<Row>): Promise<readonly Row[]> {
    const first = begun ?? (await this.options.read({ values, page: 1, perPage: LARGEST_PAGE }));
    const rows = [...first.rows];
    for (let page = 2; rows.length < Math.min(first.total, most); page += 1) {
      const next = await this.options.read({ values, page, perPage: LARGEST_PAGE });
      if (next.rows.length === 0) {
        break;
      }
      rows.push(...next.rows);
    }
    return rows;
  }

  #arranged(): readonly Row[] {
    if (!this.resource.hasValue()) {
      return [];
    }
    const { rows, isWhole } = this.resource.value();
    const start = (this.page() - 1) * this.perPage;
    return isWhole ? this.#inOrder(rows).slice(start, start + this.perPage) : rows;
  }

  #inOrder(rows: readonly Row[]): readonly Row[] {
    const sorting = this.sorting();
    const valueOf = sorting && this.options.sorts?.[sorting.key];
    return sorting && valueOf ? sorted(rows, valueOf, sorting.isDown) : rows;
  }

  #go(queryParams: Readonly<Record<string, string | number | null>>): void {
    void this.#router.navigate([], { relativeTo: this.#route, queryParams, queryParamsHandling: 'merge' });
  }
}

/** A list of the page that is being made. Injection context only. */
export function injectList<Row>(options: ListOptions<Row>): List<Row> {
  return new List(options);
}

/** The same resource, whose last value stays while the next one is read. */
export function keepingRows<T>(source: Resource<T>): Resource<T> {
  const shown = linkedSignal<ResourceSnapshot<T>, ResourceSnapshot<T>>({
    source: source.snapshot,
    computation: (now, before) =>
      now.status === 'loading' && before && before.value.status !== 'error'
        ? { status: 'loading', value: before.value.value }
        : now,
  });
  return resourceFromSnapshots(() => shown());
}

function isSame(one: FilterValues, other: FilterValues): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
