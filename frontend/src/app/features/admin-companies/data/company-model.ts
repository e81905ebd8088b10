import type { NewCompany, OperatedChange } from '../../../core/wire';
import type { Company } from './companies-wire';

/** What is typed in the form of a company. */
export interface CompanyModel {
  nombre: string;
  nit: string;
  contacto: string;
  plan: string;
  moneda: string;
  zona_horaria: string;
  pais: string;
  ciudad: string;
  notas: string;
  plan_id: string;
  periodo: 'mensual' | 'anual';
  anios: string;
}

export const EMPTY_COMPANY: CompanyModel = {
  nombre: '',
  nit: '',
  contacto: '',
  plan: '',
  moneda: 'ARS',
  zona_horaria: 'America/Argentina/Buenos_Aires',
  pais: '',
  ciudad: '',
  notas: '',
  plan_id: '',
  periodo: 'mensual',
  anios: '1',
};

const FIELDS = ['nombre', 'nit', 'contacto', 'plan', 'moneda', 'zona_horaria', 'pais', 'ciudad', 'notas'] as const;
/** These may be emptied; the others cannot do without a value. */
const CLEARABLE: ReadonlySet<string> = new Set(['contacto', 'pais', 'ciudad', 'notas']);

export function modelOf(company: Company): CompanyModel {
  const shown = Object.fromEntries(FIELDS.map((field) => [field, company[field] ?? '']));
  return { ...EMPTY_COMPANY, ...shown };
}

/** What makes a new company: whatever was filled in; its subscription too when a plan was chosen, years only by the year. */
export function newCompany(model: CompanyModel): NewCompany {
  const { plan_id, periodo, anios } = model;
  const filled = FIELDS.map((field) => [field, model[field].trim()] as const).filter(([, value]) => value !== '');
  return {
    nombre: model.nombre.trim(),
    nit: model.nit.trim(),
    ...Object.fromEntries(filled),
    ...(plan_id === '' ? {} : { plan_id: Number(plan_id), periodo, ...(periodo === 'anual' ? { anios: Number(anios) } : {}) }),
  };
}

/** Only what changed; what was emptied is cleared. */
export function companyChange(model: CompanyModel, saved: CompanyModel): Partial<OperatedChange> {
  return Object.fromEntries(
    FIELDS.map((field) => [field, model[field].trim()] as const)
      .filter(([field, value]) => value !== saved[field])
      .map(([field, value]) => [field, value === '' && CLEARABLE.has(field) ? null : value]),
  );
}
