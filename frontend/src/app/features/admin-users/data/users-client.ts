import { HttpClient, httpResource } from '@angular/common/http';
import { Injectable, type Signal, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { idempotent } from '../../../core/http/idempotency';
import type {
  Erased, ListedUser, NewUser, ShownUser, Transfer, Transferred, User, UserChange, UserChanged, UserPage, UserStatistics,
} from '../../../core/wire';
import type { ListAsk, RowsPage } from '../../../shared/list/list';
import { RowsReader } from '../../../shared/list/rows-reader';

const ROOT = '/admin/usuarios';
const MOST_OWNERS = 50;
const FEW_PEOPLE = 8;

/** Accounts of all companies. What returns a resource needs an injection context; the rest rejects with an `ApiProblem`. */
@Injectable({ providedIn: 'root' })
export class UsersClient {
  readonly #http = inject(HttpClient);
  readonly #rows = inject(RowsReader);

  page(ask: ListAsk): Promise<RowsPage<ListedUser>> {
    return this.#rows.wrapped(ROOT, ask, (answer: UserPage) => ({
      rows: answer.usuarios,
      total: answer.pagination.total,
    }));
  }

  counts() {
    return httpResource<UserStatistics>(() => `${ROOT}/estadisticas`);
  }

  /** One account; idle while there is no id. */
  one(id: Signal<string | undefined>) {
    return httpResource<ShownUser>(() => (id() ? `${ROOT}/${id()}` : undefined));
  }

  read(id: number | string): Promise<ShownUser> {
    return firstValueFrom(this.#http.get<ShownUser>(`${ROOT}/${id}`));
  }

  /** The people of a company, the newest first; a few of them. */
  async peopleOf(companyId: string): Promise<readonly ListedUser[]> {
    return (await this.page({ values: { empresa_id: companyId }, page: 1, perPage: FEW_PEOPLE })).rows;
  }

  /** The owners of a company, for who gives it away. */
  async ownersOf(companyId: number): Promise<readonly ListedUser[]> {
    const values = { empresa_id: String(companyId), rol: 'cliente', estado: 'activo' };
    return (await this.page({ values, page: 1, perPage: MOST_OWNERS })).rows;
  }

  async create(user: NewUser): Promise<User> {
    return (await firstValueFrom(this.#http.post<UserChanged>(ROOT, user))).usuario;
  }

  async update(id: number | string, change: Partial<UserChange>): Promise<User> {
    return (await firstValueFrom(this.#http.put<UserChanged>(`${ROOT}/${id}`, change))).usuario;
  }

  async setPassword(id: number, password: string): Promise<void> {
    await firstValueFrom(this.#http.post(`${ROOT}/${id}/cambiar-password`, { nueva_password: password }));
  }

  async toggle(id: number): Promise<User> {
    return (await firstValueFrom(this.#http.post<UserChanged>(`${ROOT}/${id}/toggle-estado`, {}))).usuario;
  }

  async removeSecondFactor(id: number, motivo: string): Promise<void> {
    await firstValueFrom(this.#http.post(`${ROOT}/${id}/otp/disable`, { motivo }));
  }

  /** Deletes an account without history; any other loses its personal data for ever. */
  async erase(id: number): Promise<Erased['resultado']> {
    return (await firstValueFrom(this.#http.delete<Erased>(`${ROOT}/${id}`))).resultado;
  }

  /** Gives a company another owner. The password that was made up, if one was; it is told only once. */
  async transfer(wanted: Transfer, key: string): Promise<string | null> {
    const answer = await firstValueFrom(
      this.#http.post<Transferred>('/admin/empresa/transfer', wanted, { headers: idempotent(key) }),
    );
    return answer.temp_password;
  }
}
