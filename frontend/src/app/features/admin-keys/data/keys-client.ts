import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { idempotent } from '../../../core/http/idempotency';
import type { KeyChange, ShownKey } from '../../../core/wire';
import type { ListAsk, RowsPage } from '../../../shared/list/list';
import { RowsReader } from '../../../shared/list/rows-reader';
import type { ApiKey, ApiKeyPage, NewApiKey } from './keys-wire';

const ROOT = '/admin/api-keys';

/** API keys of all companies. The text of a key comes back once, from `create` and `renew`. */
@Injectable({ providedIn: 'root' })
export class KeysClient {
  readonly #http = inject(HttpClient);
  readonly #rows = inject(RowsReader);

  page(ask: ListAsk): Promise<RowsPage<ApiKey>> {
    return this.#rows.wrapped(ROOT, ask, (answer: ApiKeyPage) => ({ rows: answer.api_keys, total: answer.total }));
  }

  async create(wanted: NewApiKey, key: string): Promise<string> {
    const answer = await firstValueFrom(this.#http.post<ShownKey>(ROOT, wanted, { headers: idempotent(key) }));
    return answer.api_key_plana;
  }

  /** `dias_expiracion` is counted from now; null is for ever. */
  async update(id: number, change: Partial<KeyChange>): Promise<void> {
    await firstValueFrom(this.#http.put(`${ROOT}/${id}`, change));
  }

  /** A new text for the same key; the old one dies at once. */
  async renew(id: number): Promise<string> {
    return (await firstValueFrom(this.#http.post<ShownKey>(`${ROOT}/${id}/renovar`, {}))).api_key_plana;
  }

  async revoke(id: number): Promise<void> {
    await firstValueFrom(this.#http.delete(`${ROOT}/${id}`));
  }
}
