import type { MinorDigits } from '../../../core/money/minor-units';
import { type AmountKey, EMPTY_ENTRY, amountKeyOf, entryMinor, entryOf, entryText, press } from './amount-entry';

const typed = (keys: readonly AmountKey[], digits: MinorDigits = 2) =>
  keys.reduce((entry, key) => press(entry, key, digits), EMPTY_ENTRY);
const keysOf = (text: string) => text.split('') as AmountKey[];

describe('typing an amount', () => {
  it('reads whole pesos and cents without floating point', () => {
    expect(entryMinor(typed(keysOf('15000,50')), 2)).toBe(1_500_050);
    expect(entryMinor(typed(keysOf('0,1')), 2)).toBe(10);
    expect(entryMinor(typed(keysOf('999999999,99')), 2)).toBe(99_999_999_999);
  });

  it('takes no third cent, no second comma, no tenth digit', () => {
    expect(typed(keysOf('1,234'))).toEqual({ whole: '1', cents: '23' });
    expect(typed(keysOf('1,2,3'))).toEqual({ whole: '1', cents: '23' });
    expect(typed(keysOf('12345678901')).whole).toBe('123456789');
  });

  it('ignores leading zeros and starts cents after a zero', () => {
    expect(typed(keysOf('0007')).whole).toBe('7');
    expect(typed(keysOf(',5'))).toEqual({ whole: '0', cents: '5' });
  });

  it('has no comma where the currency has no cents', () => {
    expect(entryMinor(typed(keysOf('15,00'), 0), 0)).toBe(1500);
    expect(typed(['1', '00', '00'], 0).whole).toBe('10000');
  });

  it('goes back one key at a time, over the comma too', () => {
    const steps = [typed(keysOf('12,5'))];
    for (let step = 0; step < 5; step += 1) {
      steps.push(press(steps[step] ?? EMPTY_ENTRY, 'back', 2));
    }
    expect(steps.map((entry) => entryText(entry, 'es-AR'))).toEqual(['12,5', '12,', '12', '1', '0', '0']);
    expect(press(typed(keysOf(',')), 'back', 2)).toEqual(EMPTY_ENTRY);
    expect(press(typed(keysOf('99')), 'clear', 2)).toBe(EMPTY_ENTRY);
  });

  it('shows groups and the comma as they are typed', () => {
    expect(entryText(typed(keysOf('1234567,')), 'es-AR')).toBe('1.234.567,');
    expect(entryText(typed(keysOf('1234,5')), 'es-MX')).toBe('1,234.5');
    expect(entryText(EMPTY_ENTRY, 'es-AR')).toBe('0');
  });

  it('turns an amount back into what was typed', () => {
    for (const minor of [1, 10, 99, 100, 1_500_050, 99_999_999_999]) {
      expect(entryMinor(entryOf(minor, 2), 2)).toBe(minor);
    }
    expect(entryOf(150_000, 2)).toEqual({ whole: '1500', cents: null });
    expect(entryOf(0, 2)).toBe(EMPTY_ENTRY);
    expect(entryOf(1500, 0)).toEqual({ whole: '1500', cents: null });
  });

  it('knows the keys of a keyboard, the dot of the number block included', () => {
    expect(['7', ',', '.', 'Decimal', 'Backspace'].map(amountKeyOf)).toEqual(['7', ',', ',', ',', 'back']);
    expect(['a', 'Enter', 'F1', '٣'].map(amountKeyOf)).toEqual([null, null, null, null]);
  });
});
