import type { OwnSubscriptionWithServices } from '../../../core/wire';

export type Row = OwnSubscriptionWithServices;

/** Where a company stands with its subscriptions. */
export interface Standing {
  /** The one that runs, or is suspended. */
  readonly current: Row | null;
  /** The one that begins when the current one ends. */
  readonly next: Row | null;
  /** The one that waits for its payment. */
  readonly waiting: Row | null;
  /** The newest of those that are over, when none of the others is there. */
  readonly last: Row | null;
}

/** Sorts the rows of a company (newest first) by what they are now. */
export function standingOf(rows: readonly Row[]): Standing {
  const inState = (...states: Row['estado'][]) => rows.find((row) => states.includes(row.estado)) ?? null;
  const current = inState('activa') ?? inState('suspendida');
  const next = inState('programada');
  const waiting = inState('pendiente_pago');
  const isNew = current === null && next === null && waiting === null;
  return { current, next, waiting, last: isNew ? inState('inactiva', 'cancelada') : null };
}

/** Whether a change of plan ended it before its last day. */
export function isReplaced(row: Row, rows: readonly Row[]): boolean {
  const isOver = (other: Row) => other.estado === 'pendiente_pago' || other.estado === 'cancelada';
  return (
    row.estado === 'inactiva' &&
    rows.some((other) => other.renueva_a === row.id && other.fecha_inicio < row.fecha_fin && !isOver(other))
  );
}

/** What an owner may do now; everything else the server would refuse. */
export interface Allowed {
  readonly renew: Row | null;
  readonly changePlan: boolean;
  readonly settings: boolean;
  readonly subscribe: boolean;
}

export function allowedFor({ current, next, waiting, last }: Standing): Allowed {
  const isOpen = next === null && waiting === null;
  const isActive = current?.estado === 'activa';
  return {
    renew: isOpen ? (current ?? last) : null,
    changePlan: isOpen && isActive && current.dias_restantes > 0,
    settings: isActive,
    subscribe: isOpen && current === null,
  };
}
