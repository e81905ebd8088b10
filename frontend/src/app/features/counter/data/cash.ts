import type { MinorDigits } from '../../../core/money/minor-units';

/** Notes people hand over, in units, by currency. */
const NOTES: Readonly<Record<string, readonly number[]>> = {
  ARS: [1000, 2000, 5000, 10000, 20000],
  UYU: [100, 200, 500, 1000, 2000],
  CLP: [1000, 2000, 5000, 10000, 20000],
  COP: [10000, 20000, 50000, 100000],
  PYG: [10000, 20000, 50000, 100000],
  MXN: [50, 100, 200, 500, 1000],
  PEN: [10, 20, 50, 100, 200],
  BRL: [10, 20, 50, 100, 200],
};
const MOST = 3;

/** The change in smallest units; null while what was handed over is not enough. */
export function changeFor(total: number, tendered: number): number | null {
  return tendered < total ? null : tendered - total;
}

/**
 * Sums that customers are likely to hand over for `total`, rising, the exact one not among them: the total rounded up
 * to each note. All in smallest units.
 */
export function likelyTenders(total: number, currency: string, digits: MinorDigits): number[] {
  const sums = (NOTES[currency] ?? []).map((note) => {
    const minor = note * 10 ** digits;
    return Math.ceil(total / minor) * minor;
  });
  return [...new Set(sums)].filter((sum) => sum > total).sort((one, other) => one - other).slice(0, MOST);
}
