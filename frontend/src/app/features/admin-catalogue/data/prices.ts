import { type SchemaPath, validate } from '@angular/forms/signals';

import { readDecimal } from '../../../core/money/decimals';
import { fromMinor, minorDigits } from '../../../core/money/minor-units';
import { CATALOGUE_TEXTS } from './texts';

/** A typed price, `'24.990,00'`, in units of the currency; null when it is none. */
export function priceOf(text: string, currency: string): number | null {
  const digits = minorDigits(currency);
  const read = readDecimal(text, digits, true);
  return read === null ? null : fromMinor(read, digits);
}

/** A price as it is typed: `24990,00`, without decimals where the currency has none. */
export function priceText(price: number, currency: string): string {
  return price.toFixed(minorDigits(currency)).replace('.', ',');
}

/** A price of the currency, 0 allowed. */
export function priceRule(path: SchemaPath<string>, currency: () => string): void {
  validate(path, ({ value }) =>
    value().trim() !== '' && priceOf(value(), currency()) === null
      ? { kind: 'price', message: CATALOGUE_TEXTS.plan.priceShape(minorDigits(currency())) }
      : null,
  );
}
