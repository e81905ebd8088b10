/** Texts of the plans that are sold. */
export const PLANS_TEXTS = {
  periodLabel: 'Cómo querés pagar',
  periods: { mensual: 'Por mes', anual: 'Por año' },
  per: { mensual: 'por mes', anual: 'por año' },
  free: 'Gratis',
  highlighted: 'Recomendado',
  saving: (amount: string, percent: number) => `Ahorrás ${amount} al año (${percent} %)`,
  savesUpTo: (percent: number) => `ahorrás hasta ${percent} %`,
  includes: (plan: string) => `Qué incluye ${plan}`,
  unlimited: 'sin límite',
  notIncluded: 'sin uso incluido',
  upTo: (count: string) => `hasta ${count}`,
  nothingIncluded: 'Todavía no tiene servicios.',
  choose: (plan: string) => `Elegir ${plan}`,
  emptyTitle: 'Todavía no hay planes a la venta',
  emptyText: 'Escribinos y te contamos cómo empezar.',
} as const;
