import { HttpClient, httpResource } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import type { Envelope } from '../../../core/http/envelope';
import type { AppType, LinkedAccounts } from './integrations-wire';

const ROOT = '/api/mercadopago';

/** The company's Mercado Pago accounts. `accounts` needs an injection context. */
@Injectable({ providedIn: 'root' })
export class IntegrationsClient {
  readonly #http = inject(HttpClient);

  accounts() {
    return httpResource<LinkedAccounts>(() => `${ROOT}/config`, { parse: (raw) => (raw as Envelope<LinkedAccounts>).data });
  }

  async readAccounts(): Promise<LinkedAccounts> {
    return (await firstValueFrom(this.#http.get<Envelope<LinkedAccounts>>(`${ROOT}/config`))).data;
  }

  /** Begins a connection; returns the address of Mercado Pago's consent page. */
  async authorizationUrl(appType: AppType): Promise<string> {
    const answer = await firstValueFrom(
      this.#http.get<Envelope<{ authorizationUrl: string }>>(`${ROOT}/oauth/authorize`, { params: { appType } }),
    );
    return answer.data.authorizationUrl;
  }

  async disconnect(appType: AppType): Promise<void> {
    await firstValueFrom(this.#http.delete(`${ROOT}/oauth/disconnect`, { params: { appType } }));
  }

  async renew(appType: AppType): Promise<void> {
    await firstValueFrom(this.#http.post(`${ROOT}/refresh-token`, { appType }));
  }
}
