import { type SchemaPath, validate } from '@angular/forms/signals';

import { readDecimal } from '../../../core/money/decimals';
import { fromMinor } from '../../../core/money/minor-units';
import { SUBSCRIPTIONS_TEXTS } from './texts';

const WHOLE = 10_000;

/** A typed percentage, `'2,5'` or `'2.5'`; null when nothing was typed or it is none between 0 and 100. */
export function percentOf(text: string): number | null {
  const read = readDecimal(text, 2);
  return read === null || read > WHOLE ? null : fromMinor(read, 2);
}

/** Nothing, or a percentage between 0 and 100. */
export function percentRule(path: SchemaPath<string>): void {
  validate(path, ({ value }) =>
    value().trim() !== '' && percentOf(value()) === null
      ? { kind: 'percent', message: SUBSCRIPTIONS_TEXTS.form.discountShape }
      : null,
  );
}
