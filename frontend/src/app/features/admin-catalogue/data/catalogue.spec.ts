import type { LimitedService, Service } from './catalogue-wire';
import { isLimit, isSameLimits, limitRows, linksOf } from './limits';
import { priceOf, priceText } from './prices';

const service = (id: number, nombre: string, more: Partial<LimitedService> = {}) =>
  ({ id, nombre, activo: true, descripcion: null, url_api: null, creado_en: '', ...more }) as Service;

describe('prices of plans', () => {
  it('are read as people write them and exactly', () => {
    expect(['24.990', '24990,00', '24990.00', '0'].map((text) => priceOf(text, 'ARS'))).toEqual([24990, 24990, 24990, 0]);
    expect(['', 'gratis', '1,234', '-1'].map((text) => priceOf(text, 'ARS'))).toEqual([null, null, null, null]);
  });

  it('have no cents where the currency has none', () => {
    expect(priceOf('15000,5', 'CLP')).toBeNull();
    expect(priceText(15000, 'CLP')).toBe('15000');
    expect(priceText(24990, 'ARS')).toBe('24990,00');
  });
});

describe('the services of a plan', () => {
  const all = [service(1, 'Soporte'), service(2, 'Compraventa'), service(3, 'Tótems')];
  const rows = limitRows(all, [service(3, 'Tótems', { cantidad: 0 }) as LimitedService, service(1, 'Soporte', { cantidad: null }) as LimitedService]);

  it('stand by name, marked with their limits; zero is a limit', () => {
    expect(rows.map((row) => [row.nombre, row.isIncluded, row.isUnlimited, row.cantidad])).toEqual([
      ['Compraventa', false, true, ''],
      ['Soporte', true, true, ''],
      ['Tótems', true, false, '0'],
    ]);
  });

  it('are sent with null for no limit', () => {
    expect(linksOf(rows)).toEqual([
      { servicio_id: 1, cantidad: null },
      { servicio_id: 3, cantidad: 0 },
    ]);
  });

  it('refuse anything but whole numbers', () => {
    const typed = (cantidad: string) => isLimit({ id: 1, nombre: '', activo: true, isIncluded: true, isUnlimited: false, cantidad });
    expect(['3', '0', ' 7 ', '', '-1', '1,5', '99999999999'].map(typed)).toEqual([true, true, true, false, false, false, false]);
  });

  it('are the same until something that is sent changes', () => {
    expect(isSameLimits(rows, rows.map((row) => (row.isIncluded ? row : { ...row, cantidad: '9' })))).toBe(true);
    expect(isSameLimits(rows, rows.map((row) => ({ ...row, isIncluded: true })))).toBe(false);
  });
});
