import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { idempotent } from '../../../core/http/idempotency';
import type { ListAsk, RowsPage } from '../../../shared/list/list';
import { RowsReader } from '../../../shared/list/rows-reader';
import type { ApiKey, ApiKeyCreated, ApiKeyPage, NewApiKey } from './keys-wire';

const ROOT = '/admin/api-keys';

export interface ApiKeyChange {
  nombre?: string;
  activo?: boolean;
  /** Counted from now; null is for ever. */
  dias_expiracion?: number | null;
}

/** API keys of all companies. The text of a key comes back once, from `create` and `renew`. */
@Injectable({ providedIn: 'root' })
export class KeysClient {
  readonly #http = inject(HttpClient);
  readonly #rows = inject(RowsReader);

  page(ask: ListAsk): Promise<RowsPage<ApiKey>> {
    return this.#rows.wrapped(ROOT, ask, (answer: ApiKeyPage) => ({ rows: answer.api_keys, total: answer.total }));
  }

  async create(wanted: NewApiKey, key: string): Promise<string> {
    const answer = await firstValueFrom(this.#http.post<ApiKeyCreated>(ROOT, wanted, { headers: idempotent(key) }));
    return answer.api_key_plana;
  }

  async update(id: number, change: ApiKeyChange): Promise<void> {
    await firstValueFrom(this.#http.put(`${ROOT}/${id}`, change));
  }

  /** A new text for the same key; the old one dies at once. */
  async renew(id: number): Promise<string> {
    return (await firstValueFrom(this.#http.post<ApiKeyCreated>(`${ROOT}/${id}/renovar`, {}))).api_key_plana;
  }

  async revoke(id: number): Promise<void> {
    await firstValueFrom(this.#http.delete(`${ROOT}/${id}`));
  }
}
