import { fromMinor, minorDigits, toMinor } from './minor-units';

describe('minor units', () => {
  it('knows the currencies without cents', () => {
    expect(['ARS', 'UYU', 'CLP', 'PYG', 'COP'].map(minorDigits)).toEqual([2, 2, 0, 0, 0]);
  });

  it('is exact where multiplying floats is not', () => {
    expect(1.15 * 100).not.toBe(115);
    expect(toMinor(1.15, 2)).toBe(115);
    expect(toMinor(0.29, 2)).toBe(29);
    expect(toMinor(999999999999.99, 2)).toBe(99999999999999);
  });

  it('comes back to the same number for every cent up to a thousand pesos', () => {
    const cents = Array.from({ length: 100_001 }, (_, count) => count);
    expect(cents.filter((count) => toMinor(fromMinor(count, 2), 2) !== count)).toEqual([]);
  });

  it('leaves whole currencies alone', () => {
    expect(toMinor(15000, 0)).toBe(15000);
    expect(fromMinor(15000, 0)).toBe(15000);
  });
});
