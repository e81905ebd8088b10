import type * as wire from '../../../core/wire';

// Declared by the contract (20-billing §2, 10-identity §7); to be replaced by the generated types.
export interface Plan {
  id: number;
  nombre: string;
}

export interface SubscriptionBrief {
  id: number;
  plan: Plan;
  periodo: 'mensual' | 'anual';
  estado: string;
  fecha_inicio: string;
  fecha_fin: string;
  importe_a_cobrar: number;
  precio_con_descuento: number;
  moneda: string;
  dias_restantes: number;
  vigente: boolean;
}

export type Company = wire.Company & { notas: string | null };
export type ListedCompany = Company & { suscripcion_activa: SubscriptionBrief | null };
export type CompanyDetail = Company & { suscripciones: SubscriptionBrief[]; usuarios_total: number };

export interface Invitation {
  id: number;
  empresa_id: number;
  email: string;
  rol: CompanyRole;
  estado: 'pendiente' | 'usada' | 'vencida' | 'revocada';
  creado_en: string;
  expira_en: string;
}

export type CompanyRole = Exclude<wire.User['rol'], 'admin' | 'user'>;
