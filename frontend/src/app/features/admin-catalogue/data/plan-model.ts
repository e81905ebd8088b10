import type { NewPlan, PlanChange } from '../../../core/wire';
import type { Plan } from './catalogue-wire';
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

/** What makes a new plan. */
export function newPlan(model: PlanModel): NewPlan {
  const { descripcion, ...rest } = bodyOf(model);
  return descripcion === null ? rest : { ...rest, descripcion };
}

/** Only what changed. */
export function planChange(model: PlanModel, saved: PlanModel): Partial<PlanChange> {
  const [body, before] = [bodyOf(model), bodyOf(saved)];
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== before[name as keyof PlanChange]));
}

function bodyOf(model: PlanModel): PlanChange {
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
