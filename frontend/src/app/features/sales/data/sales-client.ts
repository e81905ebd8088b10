import { HttpClient, HttpParams, httpResource } from '@angular/common/http';
import { Injectable, type Signal, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import type { Envelope } from '../../../core/http/envelope';
import { idempotent } from '../../../core/http/idempotency';
import type { DailySummary, NewSale, Sale, SalePage, SaleQuery } from './sales-wire';

const ROOT = '/api/sales';

/** Sales as the API tells and takes them. `sale` needs an injection context. */
@Injectable({ providedIn: 'root' })
export class SalesClient {
  readonly #http = inject(HttpClient);

  page(query: SaleQuery): Promise<SalePage> {
    return firstValueFrom(this.#http.get<SalePage>(ROOT, { params: paramsOf(query) }));
  }

  /** One sale; idle while there is no id. */
  sale(id: Signal<string | null | undefined>) {
    return httpResource<Sale>(() => (id() ? `${ROOT}/${id()}` : undefined), { parse: (raw) => (raw as Envelope<Sale>).data });
  }

  /** The same list as a file. */
  csv(query: SaleQuery): Promise<Blob> {
    return firstValueFrom(
      this.#http.get(ROOT, { params: paramsOf({ ...query, page: undefined }), headers: { Accept: 'text/csv' }, responseType: 'blob' }),
    );
  }

  /** Books a sale; `key` makes repeating it harmless. */
  async sell(sale: NewSale, key: string): Promise<Sale> {
    const answer = await firstValueFrom(
      this.#http.post<Envelope<Sale>>(ROOT, sale, { headers: idempotent(key) }),
    );
    return answer.data;
  }

  /** The takings of one day of the company (`YYYY-MM-DD`), today without one. */
  async dailySummary(date?: string): Promise<DailySummary> {
    const answer = await firstValueFrom(
      this.#http.get<Envelope<DailySummary>>(`${ROOT}/reports/daily-summary`, { params: date ? { date } : {} }),
    );
    return answer.data;
  }
}

function paramsOf(query: SaleQuery): HttpParams {
  let params = new HttpParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') {
      params = params.set(name, String(value));
    }
  }
  return params;
}
