import { formatMoney } from './money';

/** Intl writes no-break spaces; the eye and this test do not care. */
const plain = (text: string) => text.replace(/\u00a0|\u202f/g, ' ');

describe('formatMoney', () => {
  it('writes pesos as at an Argentine counter', () => {
    expect(plain(formatMoney(15000.5, 'ARS', 'es-AR'))).toBe('$ 15.000,50');
  });

  it('leaves out cents where the currency has none', () => {
    expect(plain(formatMoney(15000, 'CLP', 'es-CL'))).toBe('$15.000');
  });

  it('keeps the sign of a refund', () => {
    expect(plain(formatMoney(-100, 'ARS', 'es-AR'))).toBe('-$ 100,00');
  });
});
