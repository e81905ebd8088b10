import { HttpClient, httpResource } from '@angular/common/http';
import { Injectable, type Signal, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { idempotent } from '../../../core/http/idempotency';
import type { QuoteAnswer, SubscriptionAnswer } from '../../../core/wire';
import type { ListAsk, RowsPage } from '../../../shared/list/list';
import { RowsReader } from '../../../shared/list/rows-reader';
import type {
  NewSubscription, Quote, Renewal, Subscription, SubscriptionChange, SubscriptionCounts, SubscriptionDetail, SubscriptionPage,
} from './subscriptions-wire';

const ROOT = '/admin/suscripciones';

/**
 * Subscriptions as operators sell and keep them. `one` and `counts` need an injection context; what sells takes a key
 * that makes repeating it harmless. Every method rejects with an `ApiProblem`.
 */
@Injectable({ providedIn: 'root' })
export class SubscriptionsClient {
  readonly #http = inject(HttpClient);
  readonly #rows = inject(RowsReader);

  page(ask: ListAsk): Promise<RowsPage<Subscription>> {
    return this.#rows.wrapped(ROOT, ask, (answer: SubscriptionPage) => ({
      rows: answer.suscripciones,
      total: answer.total,
    }));
  }

  one(id: Signal<string | undefined>) {
    return httpResource<SubscriptionDetail>(() => (id() ? `${ROOT}/${id()}` : undefined));
  }

  counts() {
    return httpResource<SubscriptionCounts>(() => `${ROOT}/estadisticas`);
  }

  create(wanted: NewSubscription, key: string): Promise<Subscription> {
    return this.#post(ROOT, wanted, key);
  }

  renew(id: number, wanted: Renewal, key: string): Promise<Subscription> {
    return this.#post(`${ROOT}/${id}/renovar`, wanted, key);
  }

  async update(id: number, change: SubscriptionChange): Promise<void> {
    await firstValueFrom(this.#http.patch(`${ROOT}/${id}`, change));
  }

  async cancel(id: number, given: { motivo: string; notas: string }): Promise<void> {
    await this.#post(`${ROOT}/${id}/cancelar`, withoutBlanks(given));
  }

  async suspend(id: number, given: { motivo: string; notas: string }): Promise<void> {
    await this.#post(`${ROOT}/${id}/suspender`, withoutBlanks(given));
  }

  async reactivate(id: number, notas: string): Promise<void> {
    await this.#post(`${ROOT}/${id}/reactivar`, withoutBlanks({ notas }));
  }

  async discount(id: number, porcentaje: number, motivo: string): Promise<void> {
    await this.#post(`${ROOT}/${id}/descuento`, { porcentaje, ...withoutBlanks({ motivo }) });
  }

  /** What a change of plan costs today, without doing it. */
  async quote(id: number, planId: number): Promise<Quote> {
    const body = { plan_id: planId, dry_run: true };
    const answer = await firstValueFrom(this.#http.post<QuoteAnswer>(`${ROOT}/${id}/cambio-plan`, body));
    return answer.cotizacion;
  }

  /** Changes the plan for exactly what the quote says. */
  changePlan(
    id: number,
    change: { plan_id: number; cotizacion_id: number; cobrar_online: boolean },
    key: string,
  ): Promise<Subscription> {
    return this.#post(`${ROOT}/${id}/cambio-plan`, change, key);
  }

  async #post(url: string, body: object, key?: string): Promise<Subscription> {
    const headers: Record<string, string> = key ? idempotent(key) : {};
    return (await firstValueFrom(this.#http.post<SubscriptionAnswer>(url, body, { headers }))).suscripcion;
  }
}

function withoutBlanks(given: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
}
