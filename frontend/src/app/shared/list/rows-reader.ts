import { HttpClient, HttpParams } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import type { ListAsk, RowsPage } from './list';

/** Reads pages of the two kinds of lists that the API has. */
@Injectable({ providedIn: 'root' })
export class RowsReader {
  readonly #http = inject(HttpClient);

  /** A bare array, asked for with `limit` and `offset`; how many there are stands in `X-Total-Count`. */
  async bare<Row>(url: string, ask: ListAsk): Promise<RowsPage<Row>> {
    const params = paramsOf({ ...ask.values, limit: ask.perPage, offset: (ask.page - 1) * ask.perPage });
    const answer = await firstValueFrom(this.#http.get<Row[]>(url, { params, observe: 'response' }));
    const rows = answer.body ?? [];
    return { rows, total: Number(answer.headers.get('X-Total-Count') ?? rows.length) };
  }

  /** An object around the rows, asked for with `page` and `per_page`; `pick` takes rows and total out of it. */
  async wrapped<Row>(url: string, ask: ListAsk, pick: (answer: never) => RowsPage<Row>): Promise<RowsPage<Row>> {
    const params = paramsOf({ ...ask.values, page: ask.page, per_page: ask.perPage });
    return pick((await firstValueFrom(this.#http.get(url, { params }))) as never);
  }
}

function paramsOf(named: Readonly<Record<string, string | number>>): HttpParams {
  return new HttpParams({ fromObject: named });
}
