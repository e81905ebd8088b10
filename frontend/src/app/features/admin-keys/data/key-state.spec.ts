import { keyState } from './key-state';
import type { ApiKey } from './keys-wire';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const key = (more: Partial<ApiKey>) => ({ activo: true, fecha_expiracion: null, revocada_en: null, ...more }) as ApiKey;

describe('the state of a key', () => {
  it('is active until something else is said', () => {
    expect(keyState(key({}), NOW)).toBe('active');
    expect(keyState(key({ fecha_expiracion: '2026-11-20T12:00:01Z' }), NOW)).toBe('active');
  });

  it('ends with its time, and for good with revocation', () => {
    expect(keyState(key({ fecha_expiracion: '2026-11-20T12:00:00Z' }), NOW)).toBe('expired');
    expect(keyState(key({ activo: false }), NOW)).toBe('paused');
    expect(keyState(key({ activo: false, revocada_en: '2026-11-01T00:00:00Z' }), NOW)).toBe('revoked');
  });
});
