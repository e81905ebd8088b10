import { Injectable, signal } from '@angular/core';

import type { Means } from './charge-wire';

const POINT_OF_SALE_KEY = 'mostrador.point-of-sale';
const MEANS_KEY = 'mostrador.means';

/** What this till does most: its point of sale and how customers pay here. Remembered on this device only. */
@Injectable({ providedIn: 'root' })
export class DeviceChoice {
  readonly #pointOfSaleId = signal(localStorage.getItem(POINT_OF_SALE_KEY));
  readonly #means = signal(localStorage.getItem(MEANS_KEY) as Means | null);
  readonly pointOfSaleId = this.#pointOfSaleId.asReadonly();
  readonly means = this.#means.asReadonly();

  choosePointOfSale(id: string): void {
    this.#pointOfSaleId.set(id);
    localStorage.setItem(POINT_OF_SALE_KEY, id);
  }

  chooseMeans(means: Means): void {
    this.#means.set(means);
    localStorage.setItem(MEANS_KEY, means);
  }
}
