import type { Period } from '../../../core/billing/terms';

/** Reads the period of an address; anything else is by the month. */
export function periodOf(text: string | undefined): Period {
  return text === 'anual' ? 'anual' : 'mensual';
}
