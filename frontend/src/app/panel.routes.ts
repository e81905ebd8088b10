import { inject } from '@angular/core';
import { Router, type Routes } from '@angular/router';

import { AuthSession } from './core/auth/auth-session';
import { onlyRoles } from './core/auth/guards';
import { MANAGING_ROLES, OPERATING_ROLES, SELLING_ROLES } from './core/auth/user';

/** Pages of the back office, below `/panel`. Each feature brings its own routes file. */
export const PANEL_ROUTES: Routes = [
  {
    path: '',
    pathMatch: 'full',
    redirectTo: () => inject(Router).parseUrl(startOf(inject(AuthSession))),
  },
  {
    path: 'resumen',
    canActivate: [onlyRoles(SELLING_ROLES)],
    loadChildren: () => import('./features/overview/routes').then((file) => file.OVERVIEW_ROUTES),
  },
  {
    path: 'cobrar',
    canActivate: [onlyRoles(SELLING_ROLES)],
    loadChildren: () => import('./features/counter/routes').then((file) => file.COUNTER_ROUTES),
  },
  {
    path: 'ventas',
    canActivate: [onlyRoles(SELLING_ROLES)],
    loadChildren: () => import('./features/sales/routes').then((file) => file.SALES_ROUTES),
  },
  {
    path: 'puntos-de-venta',
    canActivate: [onlyRoles(MANAGING_ROLES)],
    loadChildren: () => import('./features/points-of-sale/routes').then((file) => file.POINTS_OF_SALE_ROUTES),
  },
  {
    path: 'integraciones',
    canActivate: [onlyRoles(MANAGING_ROLES)],
    loadChildren: () => import('./features/integrations/routes').then((file) => file.INTEGRATIONS_ROUTES),
  },
  {
    path: 'admin',
    canActivate: [onlyRoles(OPERATING_ROLES)],
    loadChildren: () => import('./admin.routes').then((file) => file.ADMIN_ROUTES),
  },
  {
    path: '**',
    title: 'Página no encontrada',
    loadComponent: () => import('./features/landing/not-found/not-found').then((file) => file.NotFound),
  },
];

/** Where the back office begins; people without a counter (coordinators, door staff) have no page here yet. */
function startOf(session: AuthSession): string {
  if (session.has(OPERATING_ROLES)) {
    return '/panel/admin';
  }
  return session.has(SELLING_ROLES) ? '/panel/resumen' : '/mi-cuenta';
}
