import type { CompanyForm } from './companies-client';
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
  periodo: string;
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
/** These may be emptied; the others keep what they had. */
const CLEARABLE: ReadonlySet<string> = new Set(['pais', 'ciudad', 'notas']);

export function modelOf(company: Company): CompanyModel {
  const shown = Object.fromEntries(FIELDS.map((field) => [field, company[field] ?? ''])) as unknown as CompanyModel;
  return { ...EMPTY_COMPANY, ...shown };
}

/**
 * What to send: everything that was filled in for a new company (`saved` null), only what changed for one that exists.
 * The subscription goes along when a plan was chosen; years only with a yearly one.
 */
export function bodyOf(model: CompanyModel, saved: CompanyModel | null): CompanyForm {
  const typed = FIELDS.map((field) => [field, model[field].trim()] as const);
  if (saved) {
    return Object.fromEntries(
      typed
        .filter(([field, value]) => value !== saved[field])
        .map(([field, value]) => [field, value === '' && CLEARABLE.has(field) ? null : value]),
    );
  }
  const { plan_id, periodo, anios } = model;
  return {
    ...Object.fromEntries(typed.filter(([, value]) => value !== '')),
    ...(plan_id === '' ? {} : { plan_id: Number(plan_id), periodo, ...(periodo === 'anual' ? { anios: Number(anios) } : {}) }),
  };
}
