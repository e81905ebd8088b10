import type { CompanyChange, CompanySettings } from '../../../core/wire';

const FIELDS = ['nombre', 'contacto', 'moneda', 'zona_horaria', 'pais', 'ciudad'] as const;
/** These may be emptied; the others cannot do without a value. */
const CLEARABLE: ReadonlySet<string> = new Set(['contacto', 'pais', 'ciudad']);

/** What is typed in the form of the own company. */
export type CompanyModel = Record<(typeof FIELDS)[number], string>;

export const EMPTY_COMPANY: CompanyModel = { nombre: '', contacto: '', moneda: '', zona_horaria: '', pais: '', ciudad: '' };

export function modelOf(company: CompanySettings): CompanyModel {
  return Object.fromEntries(FIELDS.map((field) => [field, company[field] ?? ''])) as CompanyModel;
}

/** Only what changed; what was emptied is cleared. */
export function companyChange(model: CompanyModel, saved: CompanyModel): Partial<CompanyChange> {
  return Object.fromEntries(
    FIELDS.map((field) => [field, model[field].trim()] as const)
      .filter(([field, value]) => value !== saved[field])
      .map(([field, value]) => [field, value === '' && CLEARABLE.has(field) ? null : value]),
  );
}
