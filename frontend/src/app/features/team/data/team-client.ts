import { HttpClient, httpResource } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { idempotent } from '../../../core/http/idempotency';
import type { AccessChange, Invitations, IssuedInvitation, NewInvitation, People, Person } from '../../../core/wire';
import type { ListAsk, RowsPage } from '../../../shared/list/list';
import { RowsReader } from '../../../shared/list/rows-reader';

const PEOPLE = '/account/usuarios';
const INVITATIONS = '/account/invitaciones';

/** The people of the own company. `invitations` needs an injection context; the rest rejects with an `ApiProblem`. */
@Injectable({ providedIn: 'root' })
export class TeamClient {
  readonly #http = inject(HttpClient);
  readonly #rows = inject(RowsReader);

  page(ask: ListAsk): Promise<RowsPage<Person>> {
    return this.#rows.wrapped(PEOPLE, ask, (answer: People) => ({ rows: answer.usuarios, total: answer.pagination.total }));
  }

  /** Changes role or state; the sessions of that person end. */
  async change(id: number, change: Partial<AccessChange>): Promise<void> {
    await firstValueFrom(this.#http.patch(`${PEOPLE}/${id}`, change));
  }

  invitations() {
    return httpResource<Invitations>(() => INVITATIONS);
  }

  /** Invites somebody; the code of the answer is shown once. One that waits for the same address is replaced. */
  async invite(wanted: NewInvitation, key: string): Promise<string> {
    return (await firstValueFrom(this.#http.post<IssuedInvitation>(INVITATIONS, wanted, { headers: idempotent(key) }))).codigo;
  }

  async revoke(id: number): Promise<void> {
    await firstValueFrom(this.#http.delete(`${INVITATIONS}/${id}`));
  }
}
