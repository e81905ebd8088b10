import { EMPTY_COMPANY, companyChange, newCompany } from './company-model';

const SAVED = { ...EMPTY_COMPANY, nombre: 'Demo SA', nit: '900000001', contacto: 'ana@demo.com', plan: 'basico', pais: 'AR' };

describe('the form of a company', () => {
  it('makes a company of what was filled in', () => {
    const typed = { ...EMPTY_COMPANY, nombre: ' Demo SA ', nit: '900', ciudad: ' ' };
    expect(newCompany(typed)).toEqual({
      nombre: 'Demo SA', nit: '900', moneda: 'ARS', zona_horaria: 'America/Argentina/Buenos_Aires',
    });
  });

  it('starts the subscription of a chosen plan, with years only by the year', () => {
    const typed = { ...EMPTY_COMPANY, nombre: 'Demo', nit: '900', plan_id: '2', anios: '3' };
    expect(newCompany(typed)).toMatchObject({ plan_id: 2, periodo: 'mensual' });
    expect(newCompany(typed)).not.toHaveProperty('anios');
    expect(newCompany({ ...typed, periodo: 'anual' })).toMatchObject({ plan_id: 2, periodo: 'anual', anios: 3 });
  });

  it('changes only what differs, and clears what was emptied', () => {
    expect(companyChange(SAVED, SAVED)).toEqual({});
    expect(companyChange({ ...SAVED, contacto: '', ciudad: 'Rosario', nombre: 'Demo SRL ' }, SAVED)).toEqual({
      nombre: 'Demo SRL', contacto: null, ciudad: 'Rosario',
    });
  });
});
