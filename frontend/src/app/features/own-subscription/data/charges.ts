import { type Period, discounted, priceOf, times, usualDiscount } from '../../../core/billing/terms';
import { fromMinor, minorDigits, toMinor } from '../../../core/money/minor-units';
import { addDays, dayIn, startOfDay } from '../../../core/time/day';
import type { Row, Standing } from './standing';

const HOUR_MS = 3_600_000;
const PAYMENT_HOURS = 72;

/** The next time that money is asked for. `by` tells how: `itself` at its day, `link` by a payment link mailed before. */
export interface NextCharge {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly amount: number;
  readonly currency: string;
  readonly by: 'itself' | 'link';
}

/** What the automatic renewal of the running subscription will ask for, at today's prices; null when none will come. */
export function nextCharge({ current, next }: Standing): NextCharge | null {
  const running = next ?? current;
  if (running === null || !['activa', 'programada'].includes(running.estado)) {
    return null;
  }
  if (!running.renovacion_automatica || running.cancelar_al_vencer) {
    return null;
  }
  const percent = running.anios === 1 ? running.porcentaje_descuento : 0;
  return {
    day: running.fecha_fin,
    amount: amountOf(running, running.periodo, 1, percent),
    currency: running.plan.moneda,
    by: running.forma_pago === 'mercadopago' ? 'link' : 'itself',
  };
}

/** What a whole period costs with the discount; after a change of plan less than that was paid for the days left. */
export function periodPrice(row: Row): number {
  return discounted(row.precio_periodo, row.porcentaje_descuento, minorDigits(row.moneda));
}

/** What renewing by hand costs: the plan's price of today, the usual discount, less the credit that is left. */
export function renewalAmount(row: Row, period: Period, years: number): number {
  return amountOf(row, period, years, usualDiscount(period, years));
}

function amountOf(row: Row, period: Period, years: number, percent: number): number {
  const digits = minorDigits(row.plan.moneda);
  const price = discounted(times(priceOf(row.plan, period), years, digits), percent, digits);
  return fromMinor(Math.max(0, toMinor(price, digits) - toMinor(row.saldo_a_favor, digits)), digits);
}

/**
 * Until when an unpaid subscription can be paid, milliseconds since 1970 (contract 20 §6): a plan change until the end
 * of its day, an automatic renewal until the end of the row before it, anything else for 72 hours.
 */
export function payableUntil(waiting: Row, rows: readonly Row[], timeZone: string): number {
  const before = rows.find((row) => row.id === waiting.renueva_a);
  if (before && before.plan_id !== waiting.plan_id) {
    return endOfDay(dayIn(timeZone, Date.parse(waiting.creado_en)), timeZone);
  }
  if (before && waiting.creado_por === null) {
    return endOfDay(before.fecha_fin, timeZone);
  }
  return Date.parse(waiting.creado_en) + PAYMENT_HOURS * HOUR_MS;
}

/** Whether paying changes the plan that runs. */
export function isPlanChange(waiting: Row, rows: readonly Row[]): boolean {
  const before = rows.find((row) => row.id === waiting.renueva_a);
  return before !== undefined && before.plan_id !== waiting.plan_id;
}

function endOfDay(day: string, timeZone: string): number {
  return startOfDay(addDays(day, 1), timeZone);
}
