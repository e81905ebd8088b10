/** The numbers of one currency over time; never added to those of another. */
export interface CurrencySeries {
  readonly currency: string;
  readonly points: readonly string[];
  readonly values: readonly number[];
}

interface Dated {
  moneda: string;
  importe: number;
}

/**
 * Splits rows of several currencies into one series each, over all points that occur, those without money being 0.
 * The currency with the most rows with money comes first.
 */
export function byCurrency<Row extends Dated>(rows: readonly Row[], pointOf: (row: Row) => string): CurrencySeries[] {
  const points = [...new Set(rows.map(pointOf))].sort();
  const busy = (currency: string) => rows.filter((row) => row.moneda === currency && row.importe > 0).length;
  const currencies = [...new Set(rows.map((row) => row.moneda))].sort(
    (one, other) => busy(other) - busy(one) || one.localeCompare(other),
  );
  return currencies.map((currency) => {
    const amounts = new Map(rows.filter((row) => row.moneda === currency).map((row) => [pointOf(row), row.importe]));
    return { currency, points, values: points.map((point) => amounts.get(point) ?? 0) };
  });
}

/** A month (`2026-03`) in words: "mar 2026". */
export function monthWords(month: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'short', year: 'numeric' }).format(
    Date.parse(`${month}-01T00:00:00Z`),
  );
}

/** One of the lengths that are offered; an address may hold anything. */
export function lengthOf(text: string | undefined, offered: readonly number[], usual: number): number {
  const asked = Number(text);
  return offered.includes(asked) ? asked : usual;
}
