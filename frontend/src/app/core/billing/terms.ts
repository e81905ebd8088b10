import { type MinorDigits, fromMinor, toMinor } from '../money/minor-units';
import type { OwnSubscription, Plan } from '../wire';

/** How long a subscription is paid for at a time. */
export type Period = OwnSubscription['periodo'];

/**
 * The last day (`YYYY-MM-DD`) of a period: one calendar month, or so many calendar years at once. A day that the month
 * lacks becomes its last one (contract 20 §7). For showing beforehand; the server's word counts.
 */
export function endOf(start: string, period: Period, years: number): string {
  const [year = 0, month = 1, day = 1] = start.split('-').map(Number);
  const months = year * 12 + (month - 1) + (period === 'anual' ? 12 * years : 1);
  const [endYear, endMonth] = [Math.floor(months / 12), months % 12];
  const lastDay = new Date(Date.UTC(endYear, endMonth + 1, 0)).getUTCDate();
  return new Date(Date.UTC(endYear, endMonth, Math.min(day, lastDay))).toISOString().slice(0, 10);
}

/** The discount that is given when none is named: one percent for each year after the first. */
export function usualDiscount(period: Period, years: number): number {
  return period === 'anual' ? years - 1 : 0;
}

/** A list price less a percentage (at most two decimals), half a cent rounded up; exact. */
export function discounted(price: number, percent: number, digits: MinorDigits): number {
  const left = BigInt(toMinor(price, digits)) * BigInt(10_000 - toMinor(percent, 2));
  return fromMinor(Number((left + 5_000n) / 10_000n), digits);
}

/** What a plan lists for one period. */
export function priceOf(plan: Pick<Plan, 'precio_mensual' | 'precio_anual'>, period: Period): number {
  return period === 'anual' ? plan.precio_anual : plan.precio_mensual;
}

/** A price so many times, without the noise of binary fractions. */
export function times(price: number, count: number, digits: MinorDigits): number {
  return fromMinor(toMinor(price, digits) * count, digits);
}
