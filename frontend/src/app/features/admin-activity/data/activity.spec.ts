import { changesOf, entityText, verbText } from './changes';
import { periodText } from './period-text';

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
