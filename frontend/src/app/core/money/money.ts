import { minorDigits } from './minor-units';

/**
 * Words an amount of money: `formatMoney(15000.5, 'ARS', 'es-AR')` is `$ 15.000,50`.
 *
 * `amount` is in units of the currency (pesos, not cents), as the API sends it.
 */
export function formatMoney(amount: number, currency: string, locale: string): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount);
}
