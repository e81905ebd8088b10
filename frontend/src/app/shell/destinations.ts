import { Injectable, computed, inject } from '@angular/core';

import { AuthSession } from '../core/auth/auth-session';
import { MANAGING_ROLES, type Role, SELLING_ROLES } from '../core/auth/user';
import type { IconName } from '../shared/icon/icon-names';
import { SHELL_TEXTS } from './texts';

/** A place of the back office that the navigation and the command palette lead to. */
export interface Destination {
  path: string;
  label: string;
  icon: IconName;
  roles: readonly Role[];
  /** Words that find it in the command palette besides its label. */
  keywords?: string;
}

const TEXTS = SHELL_TEXTS.destinations;

/** By task, the most used first: the first four are the bottom bar of a phone. */
const DESTINATIONS: readonly Destination[] = [
  {
    path: '/panel/cobrar',
    label: TEXTS.charge,
    icon: 'payments',
    roles: SELLING_ROLES,
    keywords: 'caja qr terminal point',
  },
  {
    path: '/panel/ventas',
    label: TEXTS.sales,
    icon: 'receipt_long',
    roles: SELLING_ROLES,
    keywords: 'recibos historial',
  },
  {
    path: '/panel/resumen',
    label: TEXTS.home,
    icon: 'dashboard',
    roles: SELLING_ROLES,
    keywords: 'inicio tablero hoy',
  },
  {
    path: '/panel/puntos-de-venta',
    label: TEXTS.pointsOfSale,
    icon: 'storefront',
    roles: MANAGING_ROLES,
    keywords: 'cajas sucursales terminal',
  },
  {
    path: '/panel/integraciones',
    label: TEXTS.integrations,
    icon: 'hub',
    roles: MANAGING_ROLES,
    keywords: 'mercado pago conectar cuenta',
  },
];

/** The places the signed-in person may go to. */
@Injectable({ providedIn: 'root' })
export class Destinations {
  readonly #session = inject(AuthSession);
  readonly allowed = computed(() => DESTINATIONS.filter((place) => this.#session.has(place.roles)));
  readonly mostUsed = computed(() => this.allowed().slice(0, 4));
}
