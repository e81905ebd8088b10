import { HttpClient, HttpParams } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { CurrentCompany } from '../../../core/company/company';
import { addDays, startOfDay } from '../../../core/time/day';
import type { InboxPage, InboxRow } from '../../../core/wire';
import type { ListAsk, RowsPage } from '../../../shared/list/list';

const ROOT = '/admin/webhooks';

/** The notifications of Mercado Pago as they arrived, and handling one again. */
@Injectable({ providedIn: 'root' })
export class WebhooksClient {
  readonly #http = inject(HttpClient);
  readonly #company = inject(CurrentCompany);

  /** `from` and `to` of the address are days; the API takes instants. */
  async page({ values, page, perPage }: ListAsk): Promise<RowsPage<InboxRow>> {
    const { from, to, ...rest } = values;
    const zone = this.#company.timeZone();
    const fromObject = {
      ...rest,
      ...(from ? { from: new Date(startOfDay(from, zone)).toISOString() } : {}),
      ...(to ? { to: new Date(startOfDay(addDays(to, 1), zone) - 1).toISOString() } : {}),
      page,
      pageSize: perPage,
    };
    const answer = await firstValueFrom(this.#http.get<InboxPage>(ROOT, { params: new HttpParams({ fromObject }) }));
    return { rows: answer.data, total: answer.pagination.total };
  }

  async replay(id: string): Promise<void> {
    await firstValueFrom(this.#http.post(`${ROOT}/${id}/replay`, {}));
  }
}
