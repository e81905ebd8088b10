import { fromMinor, toMinor } from './minor-units';

/** What paying by the year saves against twelve months. */
export interface Saving {
  /** In units of the currency. */
  readonly amount: number;
  /** Whole percent, rounded. */
  readonly percent: number;
}

/** What a year costs less than twelve months; null when it does not. */
export function yearlySaving(monthly: number, yearly: number): Saving | null {
  const twelve = toMinor(monthly, 2) * 12;
  const saved = twelve - toMinor(yearly, 2);
  const percent = twelve > 0 ? Math.round((saved / twelve) * 100) : 0;
  return percent > 0 ? { amount: fromMinor(saved, 2), percent } : null;
}
