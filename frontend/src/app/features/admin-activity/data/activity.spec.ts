import { changesOf, entityText, verbText } from './changes';
import { periodText } from './period-text';
import { bodyText, webhookState } from './webhook-state';

describe('the two sides of an audit row', () => {
  it('stand field by field, with a dash where a side says nothing', () => {
    expect(changesOf({ estado: 'activa', notas: null }, { estado: 'cancelada', motivo: 'pidió la baja' })).toEqual([
      { field: 'estado', before: 'activa', after: 'cancelada' },
      { field: 'notas', before: '—', after: '—' },
      { field: 'motivo', before: '—', after: 'pidió la baja' },
    ]);
  });

  it('word booleans, numbers and lists', () => {
    expect(changesOf(null, { activo: false, cantidad: 0, scopes: ['licencia'] }).map((change) => change.after)).toEqual([
      'no', '0', '["licencia"]',
    ]);
    expect(changesOf(null, null)).toEqual([]);
  });

  it('name what was done to what, known or not', () => {
    expect(verbText('usuario.renovar_codigos')).toBe('renovar codigos');
    expect(entityText('suscripcion')).toBe('Suscripción');
    expect(entityText('cosa_nueva')).toBe('cosa nueva');
  });
});

describe('how often a job runs', () => {
  it('is said in its largest whole unit', () => {
    expect([30, 60, 90, 3600, 86_400, 172_800].map(periodText)).toEqual(['30 s', '1 min', '90 s', '1 h', '1 d', '2 d']);
  });
});

describe('a notification', () => {
  const state = (state: 'pending' | 'handled', attempts: number, lastError: string | null) =>
    webhookState({ state, attempts, lastError });

  it('that failed and will be tried again is told from one that nobody has touched', () => {
    expect([state('pending', 0, null), state('pending', 2, 'timeout'), state('handled', 2, 'timeout')]).toEqual([
      'pending', 'retrying', 'handled',
    ]);
  });

  it('shows its body as it arrived when it is no JSON', () => {
    expect(bodyText('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(bodyText('a=1&b=2')).toBe('a=1&b=2');
  });
});
