import { judge } from './password-policy';

const POLICY = {
  min_length: 8,
  max_length: 128,
  reglas: [
    { codigo: 'longitud', patron: '^.{8,128}$', texto: 'Entre 8 y 128 caracteres' },
    { codigo: 'mayuscula', patron: '[A-ZÁÉÍÓÚÜÑ]', texto: 'Al menos una letra mayúscula' },
    { codigo: 'especial', patron: '[!-/:-@\\[-`{-~]', texto: 'Al menos un carácter especial' },
  ],
};
const met = (password: string) =>
  judge(POLICY, password)
    .filter((rule) => rule.isMet)
    .map((rule) => rule.code);

describe('judge', () => {
  it('ticks the rules that are met', () => {
    expect(met('corta')).toEqual([]);
    expect(met('Clave-larga')).toEqual(['longitud', 'mayuscula', 'especial']);
  });

  it('judges the composed form, as the server does', () => {
    expect(met('ñandu-123'.replace('ñ', 'N\u0303'))).toContain('mayuscula');
  });

  it('counts an emoji as one character', () => {
    expect(met('😀😀😀😀')).toEqual([]);
  });
});
