import type { Routes } from '@angular/router';

/** Pages of the platform's operators, below `/panel/admin`. */
export const ADMIN_ROUTES: Routes = [
  {
    path: '',
    pathMatch: 'full',
    loadChildren: () => import('./features/admin-overview/routes').then((file) => file.ADMIN_OVERVIEW_ROUTES),
  },
  {
    path: 'suscripciones',
    loadChildren: () => import('./features/admin-subscriptions/routes').then((file) => file.ADMIN_SUBSCRIPTIONS_ROUTES),
  },
  {
    path: 'empresas',
    loadChildren: () => import('./features/admin-companies/routes').then((file) => file.ADMIN_COMPANIES_ROUTES),
  },
  {
    path: 'usuarios',
    loadChildren: () => import('./features/admin-users/routes').then((file) => file.ADMIN_USERS_ROUTES),
  },
  {
    path: '',
    loadChildren: () => import('./features/admin-catalogue/routes').then((file) => file.ADMIN_CATALOGUE_ROUTES),
  },
  {
    path: 'claves',
    loadChildren: () => import('./features/keys/routes').then((file) => file.ADMIN_KEYS_ROUTES),
  },
  {
    path: '',
    loadChildren: () => import('./features/admin-activity/routes').then((file) => file.ADMIN_ACTIVITY_ROUTES),
  },
];
