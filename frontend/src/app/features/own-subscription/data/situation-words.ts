import { SUBSCRIPTION_TEXTS } from './texts';
import type { Standing } from './standing';

const WORDS = SUBSCRIPTION_TEXTS.sentences;

/** Where the company stands, in one sentence; `day` words a date. */
export function situationWords({ current, next, waiting, last }: Standing, day: (date: string) => string): string {
  if (current?.estado === 'suspendida') {
    return WORDS.suspended(current.plan.nombre);
  }
  if (current) {
    return current.cancelar_al_vencer
      ? WORDS.ends(current.plan.nombre, day(current.fecha_fin))
      : WORDS.runs(current.plan.nombre, day(current.fecha_fin), current.dias_restantes);
  }
  if (next) {
    return WORDS.begins(next.plan.nombre, day(next.fecha_inicio));
  }
  if (waiting) {
    return WORDS.waits(waiting.plan.nombre);
  }
  if (!last) {
    return WORDS.none;
  }
  return last.estado === 'cancelada'
    ? WORDS.cancelled(last.plan.nombre)
    : WORDS.expired(last.plan.nombre, day(last.fecha_fin));
}
