import { keyState } from './key-state';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const state = (activo: boolean, fecha_expiracion: string | null) => keyState({ activo, fecha_expiracion }, NOW);

describe('the state of a key', () => {
  it('is active until its last instant', () => {
    expect([state(true, null), state(true, '2026-11-20T12:00:01Z'), state(true, '2026-11-20T12:00:00Z')]).toEqual([
      'active', 'active', 'expired',
    ]);
  });

  it('says that somebody stopped it rather than that its time is over', () => {
    expect([state(false, null), state(false, '2026-11-01T00:00:00Z')]).toEqual(['inactive', 'inactive']);
  });
});
