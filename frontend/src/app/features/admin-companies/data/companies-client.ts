import { HttpClient, httpResource } from '@angular/common/http';
import { Injectable, type Signal, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { idempotent } from '../../../core/http/idempotency';
import type { ListAsk, RowsPage } from '../../../shared/list/list';
import { RowsReader } from '../../../shared/list/rows-reader';
import type { Company, CompanyDetail, CompanyRole, Invitation, ListedCompany } from './companies-wire';

const ROOT = '/admin/empresas';
const MOST_FOUND = 8;

/** What the form of a company sends; a subscription comes with it when there is a plan. */
export type CompanyForm = Partial<Record<keyof Company | 'plan_id' | 'periodo' | 'anios', unknown>>;

/** Companies as operators see them. `one` and `invitations` need an injection context. */
@Injectable({ providedIn: 'root' })
export class CompaniesClient {
  readonly #http = inject(HttpClient);
  readonly #rows = inject(RowsReader);

  page(ask: ListAsk): Promise<RowsPage<ListedCompany>> {
    return this.#rows.bare(ROOT, ask);
  }

  /** The companies whose name, NIT or contact holds these words; a few of them. */
  async find(words: string): Promise<readonly ListedCompany[]> {
    const values: Record<string, string> = words === '' ? {} : { search: words };
    return (await this.page({ values, page: 1, perPage: MOST_FOUND })).rows;
  }

  one(id: Signal<number | string | undefined>) {
    return httpResource<CompanyDetail>(() => (id() ? `${ROOT}/${id()}` : undefined));
  }

  async read(id: number | string): Promise<CompanyDetail> {
    return firstValueFrom(this.#http.get<CompanyDetail>(`${ROOT}/${id}`));
  }

  invitations(id: Signal<number | string | undefined>) {
    return httpResource<{ invitaciones: Invitation[] }>(() => (id() ? `${ROOT}/${id()}/invitaciones` : undefined));
  }

  /** Creates a company, with its subscription when a plan is given; `key` makes repeating it harmless. */
  async create(company: CompanyForm, key: string): Promise<Company> {
    const answer = await firstValueFrom(
      this.#http.post<{ empresa: Company }>(ROOT, company, { headers: idempotent(key) }),
    );
    return answer.empresa;
  }

  async update(id: number | string, change: CompanyForm): Promise<Company> {
    return (await firstValueFrom(this.#http.put<{ empresa: Company }>(`${ROOT}/${id}`, change))).empresa;
  }

  /** Closes a company; with people still active there, only when `isForced`. */
  async deactivate(id: number | string, isForced: boolean): Promise<void> {
    await firstValueFrom(this.#http.delete(`${ROOT}/${id}`, { params: isForced ? { forzar: true } : {} }));
  }

  async activate(id: number | string): Promise<void> {
    await firstValueFrom(this.#http.post(`${ROOT}/${id}/activar`, {}));
  }

  /** Invites somebody into a company; the code of the answer is shown once. */
  async invite(id: number | string, email: string, rol: CompanyRole, key: string): Promise<string> {
    const answer = await firstValueFrom(
      this.#http.post<{ codigo: string }>(`${ROOT}/${id}/invitaciones`, { email, rol }, { headers: idempotent(key) }),
    );
    return answer.codigo;
  }
}
