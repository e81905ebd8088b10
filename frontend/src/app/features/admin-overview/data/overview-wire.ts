// Declared by the contract (20-billing §10); to be replaced by the generated types.
export interface AmountIn {
  moneda: string;
  importe: number;
}

export interface PlatformOverview {
  empresas: { total: number; activas: number };
  suscripciones: {
    activas: number;
    suspendidas: number;
    programadas: number;
    pendientes_pago: number;
    canceladas: number;
    inactivas: number;
    por_vencer_30d: number;
  };
  mrr: AmountIn[];
  tickets: {
    abiertos: number;
    en_proceso: number;
    pendiente_respuesta: number;
    criticos: number;
    sin_asignar: number;
    vencidos: number;
  };
  pagos_hoy: { cantidad: number; importes: AmountIn[] };
  series: {
    altas_por_mes: { mes: string; cantidad: number }[];
    mrr_por_mes: { mes: string; moneda: string; importe: number }[];
    tickets_por_dia: { dia: string; creados: number; cerrados: number }[];
    pagos_por_dia: { dia: string; moneda: string; cantidad: number; importe: number }[];
  };
}
