import { Injectable, computed, inject } from '@angular/core';

import { AuthSession } from '../core/auth/auth-session';
import { MANAGING_ROLES, OPERATING_ROLES, type Role, SELLING_ROLES } from '../core/auth/user';
import type { IconName } from '../shared/icon/icon-names';
import { SHELL_TEXTS } from './texts';

/** A place of the back office that the navigation and the command palette lead to. */
export interface Destination {
  path: string;
  label: string;
  icon: IconName;
  roles: readonly Role[];
  /** Part of the navigation that it stands in: the work of a company, or that of the platform. */
  group: 'company' | 'platform';
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
    group: 'company',
    keywords: 'caja qr terminal point',
  },
  {
    path: '/panel/ventas',
    label: TEXTS.sales,
    icon: 'receipt_long',
    roles: SELLING_ROLES,
    group: 'company',
    keywords: 'recibos historial',
  },
  {
    path: '/panel/resumen',
    label: TEXTS.home,
    icon: 'dashboard',
    roles: SELLING_ROLES,
    group: 'company',
    keywords: 'inicio tablero hoy',
  },
  {
    path: '/panel/puntos-de-venta',
    label: TEXTS.pointsOfSale,
    icon: 'storefront',
    roles: MANAGING_ROLES,
    group: 'company',
    keywords: 'cajas sucursales terminal',
  },
  {
    path: '/panel/integraciones',
    label: TEXTS.integrations,
    icon: 'hub',
    roles: MANAGING_ROLES,
    group: 'company',
    keywords: 'mercado pago conectar cuenta',
  },
  ...platform([
    ['', TEXTS.platform, 'dashboard', 'tablero mrr administracion'],
    ['/suscripciones', TEXTS.subscriptions, 'autorenew', 'licencias renovar vencimientos'],
    ['/empresas', TEXTS.companies, 'apartment', 'clientes nit'],
    ['/usuarios', TEXTS.users, 'group', 'personas cuentas roles'],
    ['/planes', TEXTS.plans, 'inventory_2', 'precios limites'],
    ['/servicios', TEXTS.services, 'extension', 'productos'],
    ['/claves', TEXTS.keys, 'key', 'api integracion secreto'],
    ['/auditoria', TEXTS.audit, 'history', 'historial cambios quien'],
    ['/webhooks', TEXTS.webhooks, 'webhook', 'notificaciones mercado pago'],
    ['/tareas', TEXTS.jobs, 'schedule', 'procesos programados trabajos jobs'],
  ]),
];

function platform(places: readonly (readonly [path: string, label: string, icon: IconName, keywords: string])[]): Destination[] {
  return places.map(([path, label, icon, keywords]) => ({
    path: `/panel/admin${path}`,
    label,
    icon,
    roles: OPERATING_ROLES,
    group: 'platform',
    keywords,
  }));
}

/** The places the signed-in person may go to. */
@Injectable({ providedIn: 'root' })
export class Destinations {
  readonly #session = inject(AuthSession);
  // Operators belong to no company: the pages of one would have nothing to show them.
  readonly allowed = computed(() =>
    DESTINATIONS.filter(
      (place) =>
        this.#session.has(place.roles) &&
        (place.group === 'platform' || !this.#session.has(OPERATING_ROLES) || Boolean(this.#session.user()?.empresa_id)),
    ),
  );
  readonly groups = computed(() =>
    [
      { label: '', places: this.allowed().filter((place) => place.group === 'company') },
      { label: SHELL_TEXTS.operator, places: this.allowed().filter((place) => place.group === 'platform') },
    ].filter((group) => group.places.length > 0),
  );
  readonly mostUsed = computed(() => this.allowed().slice(0, 4));
}
