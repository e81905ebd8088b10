import type { Plan } from '../../../core/wire';
import { PLANS_TEXTS } from './texts';

/** How a plan is paid. */
export type PaidPeriod = keyof typeof PLANS_TEXTS.periods;

/** Reads the period of an address; anything else is by the month. */
export function periodOf(text: string | undefined): PaidPeriod {
  return text === 'anual' ? 'anual' : 'mensual';
}

/** The list price of one period. */
export function priceOf(plan: Pick<Plan, 'precio_mensual' | 'precio_anual'>, period: PaidPeriod): number {
  return period === 'anual' ? plan.precio_anual : plan.precio_mensual;
}
