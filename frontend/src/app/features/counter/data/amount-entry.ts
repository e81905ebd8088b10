import type { MinorDigits } from '../../../core/money/minor-units';

/** An amount while it is being typed; `cents` is null until the comma was pressed. */
export interface AmountEntry {
  readonly whole: string;
  readonly cents: string | null;
}

export type AmountKey = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '00' | ',' | 'back' | 'clear';

export const EMPTY_ENTRY: AmountEntry = { whole: '', cents: null };

/** Nine digits are 999 million: beyond any counter, and far below where numbers stop being exact. */
const LONGEST_WHOLE = 9;

/** The entry after one key; a key that cannot be (a third cent, a second comma) changes nothing. */
export function press(entry: AmountEntry, key: AmountKey, digits: MinorDigits): AmountEntry {
  switch (key) {
    case 'clear':
      return EMPTY_ENTRY;
    case 'back':
      return withoutLast(entry);
    case ',':
      return digits === 0 || entry.cents !== null ? entry : { whole: entry.whole || '0', cents: '' };
    default:
      return key.split('').reduce((typed, digit) => withDigit(typed, digit, digits), entry);
  }
}

/** The key of the counter that a key of the keyboard stands for. The dot of the number block is a comma here. */
export function amountKeyOf(key: string): AmountKey | null {
  if (/^[0-9]$/.test(key)) {
    return key as AmountKey;
  }
  if (key === ',' || key === '.' || key === 'Decimal') {
    return ',';
  }
  return key === 'Backspace' ? 'back' : null;
}

/** The typed amount in smallest units. */
export function entryMinor(entry: AmountEntry, digits: MinorDigits): number {
  return Number(`${entry.whole || '0'}${(entry.cents ?? '').padEnd(digits, '0')}`);
}

/** The entry that shows an amount of smallest units; cents only when there are some. */
export function entryOf(minor: number, digits: MinorDigits): AmountEntry {
  if (minor <= 0) {
    return EMPTY_ENTRY;
  }
  const text = String(minor).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const cents = text.slice(text.length - digits);
  return { whole, cents: digits === 0 || /^0*$/.test(cents) ? null : cents };
}

/** What is typed so far as the counter shows it: grouped, with the comma as soon as it was pressed. */
export function entryText(entry: AmountEntry, locale: string): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(12345.6);
  const mark = (type: string, otherwise: string) => parts.find((part) => part.type === type)?.value ?? otherwise;
  const grouped = (entry.whole || '0').replace(/\B(?=(\d{3})+$)/g, mark('group', '.'));
  return entry.cents === null ? grouped : `${grouped}${mark('decimal', ',')}${entry.cents}`;
}

function withDigit(entry: AmountEntry, digit: string, digits: MinorDigits): AmountEntry {
  if (entry.cents !== null) {
    return entry.cents.length >= digits ? entry : { ...entry, cents: entry.cents + digit };
  }
  if (entry.whole.length >= LONGEST_WHOLE || (digit === '0' && entry.whole === '')) {
    return entry;
  }
  return { ...entry, whole: entry.whole === '0' ? digit : entry.whole + digit };
}

function withoutLast(entry: AmountEntry): AmountEntry {
  if (entry.cents !== null) {
    return entry.cents === ''
      ? { whole: entry.whole === '0' ? '' : entry.whole, cents: null }
      : { ...entry, cents: entry.cents.slice(0, -1) };
  }
  return { ...entry, whole: entry.whole.slice(0, -1) };
}
