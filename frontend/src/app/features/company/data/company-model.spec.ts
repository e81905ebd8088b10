import type { CompanySettings } from '../../../core/wire';
import { companyChange, modelOf } from './company-model';

const SAVED = modelOf({
  nombre: 'Kiosco Sol', contacto: '', moneda: 'ARS', zona_horaria: 'America/Argentina/Buenos_Aires', pais: 'AR', ciudad: null,
} as CompanySettings);

describe('what is sent of the own company', () => {
  it('is only what changed', () => {
    expect(companyChange(SAVED, SAVED)).toEqual({});
    expect(companyChange({ ...SAVED, nombre: ' Kiosco Luna ' }, SAVED)).toEqual({ nombre: 'Kiosco Luna' });
  });

  it('clears what was emptied, where that is allowed', () => {
    expect(companyChange({ ...SAVED, pais: '', nombre: '' }, SAVED)).toEqual({ pais: null, nombre: '' });
    expect(companyChange({ ...SAVED, ciudad: 'Rosario' }, SAVED)).toEqual({ ciudad: 'Rosario' });
  });
});
