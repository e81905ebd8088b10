// Declared by the contract (20-billing §1, §2); to be replaced by the generated types.
export interface Plan {
  id: number;
  nombre: string;
  descripcion: string | null;
  precio_mensual: number;
  precio_anual: number;
  moneda: string;
  seleccionado: boolean;
  activo: boolean;
  creado_en: string;
}

export interface Service {
  id: number;
  nombre: string;
  descripcion: string | null;
  activo: boolean;
  url_api: string | null;
  creado_en: string;
}

export type LimitedService = Service & { cantidad: number | null };
export type PlanSummary = Plan & { servicios: LimitedService[]; total_servicios: number };

export interface PlanServices {
  plan: Plan;
  servicios: LimitedService[];
}

/** One service of a plan as it is sent; null is without limit. */
export interface PlanServiceLink {
  servicio_id: number;
  cantidad: number | null;
}
