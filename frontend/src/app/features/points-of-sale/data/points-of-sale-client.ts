import { HttpClient, httpResource } from '@angular/common/http';
import { Injectable, type Signal, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import type { Envelope } from '../../../core/http/envelope';
import type { PointOfSale, PointOfSaleForm, QrCashier, Store, Terminal } from './points-of-sale-wire';

const ROOT = '/api/points-of-sale';
const PROVIDER = '/api/mercadopago';

/** Points of sale and what is linked to them. The `list…` methods need an injection context. */
@Injectable({ providedIn: 'root' })
export class PointsOfSaleClient {
  readonly #http = inject(HttpClient);

  list() {
    return httpResource<PointOfSale[]>(() => ROOT, { parse: (raw) => (raw as Envelope<PointOfSale[]>).data });
  }

  async read(): Promise<PointOfSale[]> {
    return (await firstValueFrom(this.#http.get<Envelope<PointOfSale[]>>(ROOT))).data;
  }

  listTerminals(isWanted: Signal<boolean>) {
    return httpResource<Terminal[]>(() => (isWanted() ? `${PROVIDER}/devices` : undefined), {
      parse: (raw) => (raw as Envelope<Terminal[]>).data,
    });
  }

  listStores(isWanted: Signal<boolean>) {
    return httpResource<Store[]>(() => (isWanted() ? `${PROVIDER}/qr/stores` : undefined), { parse: (raw) => (raw as Envelope<Store[]>).data });
  }

  listCashiers(isWanted: Signal<boolean>) {
    return httpResource<QrCashier[]>(() => (isWanted() ? `${PROVIDER}/qr/cashiers` : undefined), {
      parse: (raw) => (raw as Envelope<QrCashier[]>).data,
    });
  }

  async create(change: PointOfSaleForm): Promise<PointOfSale> {
    const answer = await firstValueFrom(this.#http.post<Envelope<PointOfSale>>(ROOT, { ...change, isActive: true }));
    return answer.data;
  }

  async update(id: string, change: Partial<PointOfSaleForm> & { isActive?: boolean }): Promise<PointOfSale> {
    const answer = await firstValueFrom(this.#http.patch<Envelope<PointOfSale>>(`${ROOT}/${id}`, change));
    return answer.data;
  }

  /** Links a terminal, or unlinks it with null. */
  async linkTerminal(id: string, terminalId: string | null): Promise<void> {
    const body = { mpDeviceId: terminalId, ...(terminalId ? { mpDeviceName: terminalName(terminalId) } : {}) };
    await firstValueFrom(this.#http.put(`${PROVIDER}/points-of-sale/${id}/device`, body));
  }

  /** Links a QR cashier, or unlinks it with null. */
  async linkCashier(id: string, cashier: QrCashier | null): Promise<void> {
    const externalId = cashier?.external_id;
    const body = { mpQrPosId: cashier?.id ?? null, ...(externalId ? { mpQrPosExternalId: externalId } : {}) };
    await firstValueFrom(this.#http.put(`${PROVIDER}/points-of-sale/${id}/qr-cashier`, body));
  }
}

/** A terminal as people call it: `NEWLAND_N950__N950NCB801293324` is "Newland N950 · 3324". */
export function terminalName(id: string): string {
  const [model = id, serial = ''] = id.split('__');
  const words = model
    .split('_')
    .map((word) => (/\d/.test(word) ? word : word.charAt(0) + word.slice(1).toLowerCase()))
    .join(' ');
  return serial ? `${words} · ${serial.slice(-4)}` : words;
}
