import { HttpClient, httpResource } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { idempotent } from '../../../core/http/idempotency';
import type {
  Bought, LicenceCheck, NewOwnSubscription, OwnChanges, OwnPlanChangeAnswer, OwnRenewal, OwnSubscriptions, Quote,
  QuoteAnswer,
} from '../../../core/wire';

const ROOT = '/account/subscriptions';

/**
 * The subscriptions of the own company. `rows` and `licence` need an injection context; what buys takes a key that makes
 * repeating it harmless. Every method rejects with an `ApiProblem`.
 */
@Injectable({ providedIn: 'root' })
export class OwnSubscriptionClient {
  readonly #http = inject(HttpClient);

  rows() {
    return httpResource<OwnSubscriptions>(() => ROOT);
  }

  licence() {
    return httpResource<LicenceCheck>(() => ({ url: '/api/verificar-licencia', method: 'POST', body: {} }));
  }

  read(): Promise<OwnSubscriptions> {
    return firstValueFrom(this.#http.get<OwnSubscriptions>(ROOT));
  }

  /** A first subscription; paid on the page of the answer's `payment_url`, at once active when there is none. */
  subscribe(wanted: NewOwnSubscription, key: string): Promise<Bought> {
    return firstValueFrom(this.#http.post<Bought>('/public/suscripcion', wanted, { headers: idempotent(key) }));
  }

  renew(id: number, wanted: Partial<OwnRenewal>, key: string): Promise<Bought> {
    return firstValueFrom(this.#http.post<Bought>(`${ROOT}/${id}/renovar`, wanted, { headers: idempotent(key) }));
  }

  async update(id: number, change: Partial<OwnChanges>): Promise<void> {
    await firstValueFrom(this.#http.patch(`${ROOT}/${id}`, change));
  }

  /** What a change of plan costs today, without doing it. */
  async quote(id: number, planId: number): Promise<Quote> {
    const body = { plan_id: planId, dry_run: true };
    return (await firstValueFrom(this.#http.post<QuoteAnswer>(`${ROOT}/${id}/cambio-plan`, body))).cotizacion;
  }

  changePlan(id: number, change: { plan_id: number; cotizacion_id: number }, key: string): Promise<OwnPlanChangeAnswer> {
    const address = `${ROOT}/${id}/cambio-plan`;
    return firstValueFrom(this.#http.post<OwnPlanChangeAnswer>(address, change, { headers: idempotent(key) }));
  }
}
