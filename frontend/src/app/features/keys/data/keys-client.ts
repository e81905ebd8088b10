import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { idempotent } from '../../../core/http/idempotency';
import type { KeyChange, NewKey, ShownKey } from '../../../core/wire';
import type { ListAsk, RowsPage } from '../../../shared/list/list';
import { RowsReader } from '../../../shared/list/rows-reader';
import type { ApiKey, ApiKeyPage, NewApiKey } from './keys-wire';

/** API keys of all companies, or of the own one. The text of a key comes back once, from `create` and `renew`. */
export interface Keys {
  /** The keys are those of the own company: no company has to be named. */
  readonly isOwn: boolean;
  page(ask: ListAsk): Promise<RowsPage<ApiKey>>;
  create(wanted: NewApiKey | NewKey, key: string): Promise<string>;
  /** `dias_expiracion` is counted from now; null is for ever. */
  update(id: number, change: Partial<KeyChange>): Promise<void>;
  /** A new text for the same key; the old one dies at once. */
  renew(id: number): Promise<string>;
  revoke(id: number): Promise<void>;
}

/** The routes of API keys, which operators and owners have each for themselves. */
@Injectable({ providedIn: 'root' })
export class KeysClient {
  readonly #http = inject(HttpClient);
  readonly #rows = inject(RowsReader);

  /** The keys that somebody manages: the own company's, or everybody's. */
  of(isOwn: boolean): Keys {
    const [http, rows] = [this.#http, this.#rows];
    const root = isOwn ? '/account/api-keys' : '/admin/api-keys';
    return {
      isOwn,
      page: (ask) => rows.wrapped(root, ask, (answer: ApiKeyPage) => ({ rows: answer.api_keys, total: answer.total })),
      create: async (wanted, key) =>
        (await firstValueFrom(http.post<ShownKey>(root, wanted, { headers: idempotent(key) }))).api_key_plana,
      update: async (id, change) => {
        await firstValueFrom(http.put(`${root}/${id}`, change));
      },
      renew: async (id) => (await firstValueFrom(http.post<ShownKey>(`${root}/${id}/renovar`, {}))).api_key_plana,
      revoke: async (id) => {
        await firstValueFrom(http.delete(`${root}/${id}`));
      },
    };
  }
}
