import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import type { Envelope } from '../../../core/http/envelope';
import type { Channel, ChargeReading, NewCharge, OpenCharge, StartedCharge } from './charge-wire';

const ROOT = '/api/mercadopago';

/** Charges as the API tells and takes them. */
@Injectable({ providedIn: 'root' })
export class ChargeClient {
  readonly #http = inject(HttpClient);

  /** Starts a charge. Repeating it with the same external reference finds the same charge. */
  async start(channel: Channel, charge: NewCharge): Promise<StartedCharge> {
    const url = channel === 'QR' ? `${ROOT}/qr/orders` : `${ROOT}/orders`;
    return (await firstValueFrom(this.#http.post<Envelope<StartedCharge>>(url, charge))).data;
  }

  async read(id: string): Promise<ChargeReading> {
    return (await firstValueFrom(this.#http.get<Envelope<ChargeReading>>(`${ROOT}/orders/${id}`))).data;
  }

  /** Takes the charge back; false when that was only asked for and is not certain yet. */
  async cancel(id: string): Promise<boolean> {
    const answer = await firstValueFrom(
      this.#http.post(`${ROOT}/orders/${id}/cancel`, null, { observe: 'response' }),
    );
    return answer.status !== 202;
  }

  /** The charges of the company that are not over, the newest first. */
  async listOpen(): Promise<OpenCharge[]> {
    return (await firstValueFrom(this.#http.get<Envelope<OpenCharge[]>>(`${ROOT}/orders-pending`))).data;
  }
}
