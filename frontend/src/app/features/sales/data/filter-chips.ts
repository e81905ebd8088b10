import { addDays, dayWords } from '../../../core/time/day';
import type { FilterChip } from '../../../shared/list/filters';
import type { SaleQuery } from './sales-wire';
import { SALES_TEXTS } from './texts';

/** An address may hold anything. */
const STATUSES: Readonly<Partial<Record<string, string>>> = SALES_TEXTS.statuses;
const METHODS: Readonly<Partial<Record<string, string>>> = SALES_TEXTS.methods;

export interface ChipWords {
  readonly today: string;
  readonly locale: string;
  readonly pointOfSaleName: (id: string) => string;
}

/** The filters in force, as chips. A single day is one chip. */
export function chipsOf(query: SaleQuery, words: ChipWords): FilterChip[] {
  const chips = dateChips(query, words);
  if (query.status) {
    chips.push({ label: STATUSES[query.status] ?? query.status, names: ['status'] });
  }
  if (query.method) {
    chips.push({ label: METHODS[query.method] ?? query.method, names: ['method'] });
  }
  if (query.pointOfSaleId) {
    chips.push({ label: words.pointOfSaleName(query.pointOfSaleId), names: ['pointOfSaleId'] });
  }
  if (query.q) {
    chips.push({ label: SALES_TEXTS.chips.search(query.q), names: ['q'] });
  }
  return chips;
}

function dateChips({ dateFrom, dateTo }: SaleQuery, { today, locale }: ChipWords): FilterChip[] {
  const say = (day: string) => dayWords(day, today, locale);
  if (dateFrom && dateFrom === dateTo) {
    const { today: todayWord, yesterday } = SALES_TEXTS.ranges;
    const label = dateFrom === today ? todayWord : dateFrom === addDays(today, -1) ? yesterday : say(dateFrom);
    return [{ label, names: ['dateFrom', 'dateTo'] }];
  }
  return [
    ...(dateFrom ? [{ label: SALES_TEXTS.chips.from(say(dateFrom)), names: ['dateFrom'] as const }] : []),
    ...(dateTo ? [{ label: SALES_TEXTS.chips.to(say(dateTo)), names: ['dateTo'] as const }] : []),
  ];
}
