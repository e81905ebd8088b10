import type { Routes } from '@angular/router';

import { onlyRoles, signedIn } from './core/auth/guards';
import { PANEL_ROLES } from './core/auth/user';

export const routes: Routes = [
  {
    path: 'panel',
    canActivate: [onlyRoles(PANEL_ROLES)],
    loadComponent: () => import('./shell/panel/panel-layout').then((file) => file.PanelLayout),
    loadChildren: () => import('./panel.routes').then((file) => file.PANEL_ROUTES),
  },
  {
    path: 'mi-cuenta',
    canActivate: [signedIn],
    loadComponent: () => import('./shell/account/account-layout').then((file) => file.AccountLayout),
    loadChildren: () => import('./features/account/routes').then((file) => file.ACCOUNT_ROUTES),
  },
  {
    path: '',
    loadComponent: () => import('./shell/public/public-layout').then((file) => file.PublicLayout),
    children: [
      {
        path: '',
        pathMatch: 'full',
        loadComponent: () => import('./features/landing/home/home').then((file) => file.Home),
      },
      { path: '', loadChildren: () => import('./features/access/routes').then((file) => file.ACCESS_ROUTES) },
      {
        path: '**',
        title: 'Página no encontrada',
        loadComponent: () => import('./features/landing/not-found/not-found').then((file) => file.NotFound),
      },
    ],
  },
];
