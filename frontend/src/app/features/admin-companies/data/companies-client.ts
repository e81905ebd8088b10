import { HttpClient, httpResource } from '@angular/common/http';
import { Injectable, type Signal, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { idempotent } from '../../../core/http/idempotency';
import type { CompanyAnswer, IssuedInvitation, NewCompany, NewCompanyAnswer, OperatedChange } from '../../../core/wire';
import type { ListAsk, RowsPage } from '../../../shared/list/list';
import { RowsReader } from '../../../shared/list/rows-reader';
import type { Company, CompanyDetail, CompanyRole, Invitations, ListedCompany } from './companies-wire';

const ROOT = '/admin/empresas';
const MOST_FOUND = 8;

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
    return httpResource<Invitations>(() => (id() ? `${ROOT}/${id()}/invitaciones` : undefined));
  }

  /** Creates a company, with its subscription when a plan is given; `key` makes repeating it harmless. */
  async create(company: NewCompany, key: string): Promise<Company> {
    return (await firstValueFrom(this.#http.post<NewCompanyAnswer>(ROOT, company, { headers: idempotent(key) }))).empresa;
  }

  async update(id: number | string, change: Partial<OperatedChange>): Promise<Company> {
    return (await firstValueFrom(this.#http.put<CompanyAnswer>(`${ROOT}/${id}`, change))).empresa;
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
      this.#http.post<IssuedInvitation>(`${ROOT}/${id}/invitaciones`, { email, rol }, { headers: idempotent(key) }),
    );
    return answer.codigo;
  }
}
