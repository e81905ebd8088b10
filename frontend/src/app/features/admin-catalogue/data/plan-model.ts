import type { Plan } from './catalogue-wire';
import type { PlanForm } from './plans-client';
import { priceOf, priceText } from './prices';

/** What is typed in the form of a plan. */
export interface PlanModel {
  nombre: string;
  descripcion: string;
  precio_mensual: string;
  precio_anual: string;
  moneda: string;
  seleccionado: boolean;
  activo: boolean;
}

export const EMPTY_PLAN: PlanModel = {
  nombre: '',
  descripcion: '',
  precio_mensual: '',
  precio_anual: '',
  moneda: 'ARS',
  seleccionado: false,
  activo: true,
};

export function planModel(plan: Plan): PlanModel {
  const { nombre, descripcion, precio_mensual, precio_anual, moneda, seleccionado, activo } = plan;
  return {
    nombre,
    descripcion: descripcion ?? '',
    precio_mensual: priceText(precio_mensual, moneda),
    precio_anual: priceText(precio_anual, moneda),
    moneda,
    seleccionado,
    activo,
  };
}

/** What to send: everything for a new plan (`saved` null), only what changed for one that exists. */
export function planChanges(model: PlanModel, saved: PlanModel | null): PlanForm {
  const body = bodyOf(model);
  if (saved === null) {
    return body;
  }
  const before = bodyOf(saved);
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== before[name as keyof PlanForm]));
}

function bodyOf(model: PlanModel): PlanForm {
  return {
    nombre: model.nombre.trim(),
    descripcion: model.descripcion.trim() || null,
    precio_mensual: priceOf(model.precio_mensual, model.moneda) ?? 0,
    precio_anual: priceOf(model.precio_anual, model.moneda) ?? 0,
    moneda: model.moneda,
    seleccionado: model.seleccionado,
    activo: model.activo,
  };
}
