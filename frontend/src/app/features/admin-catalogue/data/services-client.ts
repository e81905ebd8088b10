import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import type { NewService, ServiceChange } from '../../../core/wire';
import type { ListAsk, RowsPage } from '../../../shared/list/list';
import { RowsReader } from '../../../shared/list/rows-reader';
import type { Service } from './catalogue-wire';

const ROOT = '/admin/servicios';

/** What plans are made of. */
@Injectable({ providedIn: 'root' })
export class ServicesClient {
  readonly #http = inject(HttpClient);
  readonly #rows = inject(RowsReader);

  page(ask: ListAsk): Promise<RowsPage<Service>> {
    return this.#rows.bare(ROOT, ask);
  }

  /** Every service by name. */
  readAll(): Promise<Service[]> {
    return firstValueFrom(this.#http.get<Service[]>(ROOT, { params: { limit: 100 } }));
  }

  async create(service: NewService): Promise<void> {
    await firstValueFrom(this.#http.post(ROOT, service));
  }

  async update(id: number, change: Partial<ServiceChange>): Promise<void> {
    await firstValueFrom(this.#http.put(`${ROOT}/${id}`, change));
  }

  async toggle(id: number): Promise<void> {
    await firstValueFrom(this.#http.post(`${ROOT}/${id}/toggle`, {}));
  }

  async remove(id: number): Promise<void> {
    await firstValueFrom(this.#http.delete(`${ROOT}/${id}`));
  }
}
