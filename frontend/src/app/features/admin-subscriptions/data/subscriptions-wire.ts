import type * as wire from '../../../core/wire';

export type { NewSubscription, Subscription, SubscriptionDetail, SubscriptionPage } from '../../../core/wire';
export type SubscriptionStatus = wire.Subscription['estado'];
export type Period = wire.Subscription['periodo'];
export type SubscriptionCounts = wire.Statistics;
/** What changes without another subscription; only what is named. */
export type SubscriptionChange = Partial<wire.Changes>;
export type Renewal = Partial<wire.Renewal>;

// Declared by the contract (20-billing §8) until the route is served; to be replaced by the generated type.
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
