import type { LimitedService, PlanServiceLink, Service } from './catalogue-wire';

/** One service in the editor of a plan: whether it is in, and up to how many. */
export interface LimitRow {
  readonly id: number;
  readonly nombre: string;
  readonly activo: boolean;
  readonly isIncluded: boolean;
  readonly isUnlimited: boolean;
  /** As typed. */
  readonly cantidad: string;
}

const LARGEST = 2_147_483_647;

/** Every service, those of the plan marked with their limits. */
export function limitRows(all: readonly Service[], ofPlan: readonly LimitedService[]): LimitRow[] {
  const linked = new Map(ofPlan.map((service) => [service.id, service]));
  const others = all.filter((service) => !linked.has(service.id));
  return [...ofPlan, ...others]
    .map((service) => {
      const cantidad = linked.get(service.id)?.cantidad ?? null;
      return {
        id: service.id,
        nombre: service.nombre,
        activo: service.activo,
        isIncluded: linked.has(service.id),
        isUnlimited: cantidad === null,
        cantidad: cantidad === null ? '' : String(cantidad),
      };
    })
    .sort((one, other) => one.nombre.localeCompare(other.nombre, 'es'));
}

/** Whether what was typed as a limit is one: a whole number, 0 or more, or nothing to type. */
export function isLimit(row: LimitRow): boolean {
  return !row.isIncluded || row.isUnlimited || (/^\d+$/.test(row.cantidad.trim()) && Number(row.cantidad) <= LARGEST);
}

/** The services to send; 0 stays 0, and no limit is null. */
export function linksOf(rows: readonly LimitRow[]): PlanServiceLink[] {
  return rows
    .filter((row) => row.isIncluded)
    .map((row) => ({ servicio_id: row.id, cantidad: row.isUnlimited ? null : Number(row.cantidad) }));
}

export function isSameLimits(one: readonly LimitRow[], other: readonly LimitRow[]): boolean {
  return JSON.stringify(linksOf(one)) === JSON.stringify(linksOf(other));
}
