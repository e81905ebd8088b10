import { HttpClient, httpResource } from '@angular/common/http';
import { Injectable, type Signal, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import type { NewPlan, PlanAnswer, PlanChange } from '../../../core/wire';
import type { ListAsk, RowsPage } from '../../../shared/list/list';
import { RowsReader } from '../../../shared/list/rows-reader';
import type { Plan, PlanServiceLink, PlanServices, PlanSummary } from './catalogue-wire';

const ROOT = '/admin/planes';
const ALL = { limit: 100 };

/** Plans and what they hold. What returns a resource needs an injection context. */
@Injectable({ providedIn: 'root' })
export class PlansClient {
  readonly #http = inject(HttpClient);
  readonly #rows = inject(RowsReader);

  /** Plans with their services, cheapest first. */
  summaries(ask: ListAsk): Promise<RowsPage<PlanSummary>> {
    return this.#rows.bare('/admin/planes-servicios/resumen', ask);
  }

  /** Every plan, sold or not. */
  all() {
    return httpResource<Plan[]>(() => ({ url: ROOT, params: ALL }));
  }

  /** The plans that are sold now; idle while they are not wanted. */
  sold(isWanted?: Signal<boolean>) {
    return httpResource<Plan[]>(() => ((isWanted?.() ?? true) ? { url: ROOT, params: { ...ALL, activo: true } } : undefined));
  }

  readServices(id: number | string): Promise<PlanServices> {
    return firstValueFrom(this.#http.get<PlanServices>(`${ROOT}/${id}/servicios`));
  }

  async create(plan: NewPlan): Promise<Plan> {
    return (await firstValueFrom(this.#http.post<PlanAnswer>(ROOT, plan))).plan;
  }

  async update(id: number | string, change: Partial<PlanChange>): Promise<Plan> {
    return (await firstValueFrom(this.#http.put<PlanAnswer>(`${ROOT}/${id}`, change))).plan;
  }

  async remove(id: number | string): Promise<void> {
    await firstValueFrom(this.#http.delete(`${ROOT}/${id}`));
  }

  /** Replaces all services of the plan at once: all of them or none. */
  async setServices(id: number | string, servicios: readonly PlanServiceLink[]): Promise<void> {
    await firstValueFrom(this.#http.post(`${ROOT}/${id}/servicios`, { servicios }));
  }
}

/** A plan as a choice of a list. */
export function planChoice(plan: Plan): readonly [value: string, label: string] {
  return [String(plan.id), plan.nombre];
}
