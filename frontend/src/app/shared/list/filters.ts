import type { ParamMap } from '@angular/router';

import { SHARED_TEXTS } from '../texts';

/** Filters in force, by the names that stand in the address and on the wire. */
export type FilterValues = Readonly<Record<string, string>>;

/** A value to choose and how people call it. */
export type Choice = readonly [value: string, label: string];

/** One filter of a list. */
export interface ListFilter {
  name: string;
  label: string;
  /** How it is asked for; `custom` is brought by the page (`<… filterField>`), `hidden` is only set by links. */
  kind: 'choice' | 'date' | 'text' | 'number' | 'custom' | 'hidden';
  choices?: () => readonly Choice[];
  /** How a value is said on its chip; without it the choice's label, or `label: value`. */
  words?: (value: string) => string;
}

/** One filter in force, and the parts of the address that it stands for. */
export interface FilterChip {
  readonly label: string;
  readonly names: readonly string[];
}

/** How a list is sorted: `fecha` up, `-fecha` down in the address. */
export interface Sorting {
  readonly key: string;
  readonly isDown: boolean;
}

/** The filters that an address names; anything else in it is left alone. */
export function valuesOf(address: ParamMap, names: readonly string[]): FilterValues {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = address.get(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  );
}

export function chipsOf(values: FilterValues, filters: readonly ListFilter[], search?: string): FilterChip[] {
  const searched = search === undefined ? undefined : values[search];
  const chips = filters.flatMap((filter) => {
    const value = values[filter.name];
    return value === undefined ? [] : [{ label: wordsOf(filter, value), names: [filter.name] }];
  });
  return searched === undefined || search === undefined
    ? chips
    : [...chips, { label: SHARED_TEXTS.list.searched(searched), names: [search] }];
}

export function sortingOf(text: string | null, keys: readonly string[]): Sorting | null {
  const key = text?.replace(/^-/, '') ?? '';
  return keys.includes(key) ? { key, isDown: text?.startsWith('-') ?? false } : null;
}

export function sortingText(sorting: Sorting | null): string | null {
  return sorting && `${sorting.isDown ? '-' : ''}${sorting.key}`;
}

/** What a press on a column's head does: up, down, as it came. */
export function nextSorting(now: Sorting | null, key: string): Sorting | null {
  if (now?.key !== key) {
    return { key, isDown: false };
  }
  return now.isDown ? null : { key, isDown: true };
}

export type SortValue = string | number | boolean | null | undefined;

/** Rows in order of one value; rows without a value come last either way. */
export function sorted<Row>(rows: readonly Row[], valueOf: (row: Row) => SortValue, isDown: boolean): Row[] {
  const compare = new Intl.Collator('es', { numeric: true, sensitivity: 'base' });
  const isMissing = (value: SortValue) => value === null || value === undefined || value === '';
  return [...rows].sort((one, other) => {
    const [left, right] = [valueOf(one), valueOf(other)];
    if (isMissing(left) || isMissing(right)) {
      return Number(isMissing(left)) - Number(isMissing(right));
    }
    const order =
      typeof left === 'string' && typeof right === 'string' ? compare.compare(left, right) : Number(left) - Number(right);
    return isDown ? -order : order;
  });
}

function wordsOf(filter: ListFilter, value: string): string {
  const chosen = filter.choices?.().find(([one]) => one === value)?.[1];
  return filter.words?.(value) ?? (chosen === undefined ? `${filter.label}: ${value}` : `${filter.label}: ${chosen}`);
}
