// Declared by the contract (20-billing §1, §3, §8); to be replaced by the generated types.
export type SubscriptionStatus = 'pendiente_pago' | 'programada' | 'activa' | 'suspendida' | 'inactiva' | 'cancelada';
export type Period = 'mensual' | 'anual';

export interface Subscription {
  id: number;
  empresa_id: number;
  empresa: { id: number; nombre: string; nit: string; estado: boolean };
  plan_id: number;
  plan: { id: number; nombre: string };
  periodo: Period;
  anios: number;
  fecha_inicio: string;
  fecha_fin: string;
  estado: SubscriptionStatus;
  forma_pago: string | null;
  moneda: string;
  precio_periodo: number;
  precio_pagado: number;
  porcentaje_descuento: number;
  precio_con_descuento: number;
  credito_aplicado: number;
  importe_a_cobrar: number;
  saldo_a_favor: number;
  renovacion_automatica: boolean;
  cancelar_al_vencer: boolean;
  renueva_a: number | null;
  vigente: boolean;
  dias_restantes: number;
  payment_url: string | null;
  motivo_cancelacion: string | null;
  notas: string | null;
  creado_por: number | null;
  creado_en: string;
  actualizado_en: string;
}

export type SubscriptionDetail = Subscription & { historial: Subscription[] };

export interface SubscriptionPage {
  suscripciones: Subscription[];
  total: number;
}

export interface SubscriptionCounts {
  total: number;
  activas: number;
  suspendidas: number;
  canceladas: number;
  inactivas: number;
  programadas: number;
  pendientes_pago: number;
}

export interface Quote {
  cotizacion_id: number;
  dias_periodo: number;
  dias_restantes: number;
  credito: number;
  precio_pagado: number;
  porcentaje_descuento: number;
  cargo: number;
  credito_aplicado: number;
  importe_a_cobrar: number;
  saldo_a_favor: number;
  moneda: string;
  valida_hasta: string;
}
