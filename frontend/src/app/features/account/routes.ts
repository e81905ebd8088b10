import type { Routes } from '@angular/router';

import { ownsCompany, worksInCompany } from '../../core/auth/guards';
import { unsavedChanges } from '../../shared/form/unsaved-changes';

/** Pages below `/mi-cuenta`. */
export const ACCOUNT_ROUTES: Routes = [
  {
    path: '',
    pathMatch: 'full',
    title: 'Mis datos',
    canDeactivate: [unsavedChanges],
    loadComponent: () => import('./profile/profile').then((file) => file.Profile),
  },
  {
    path: 'seguridad',
    title: 'Seguridad',
    loadComponent: () => import('./security/security').then((file) => file.Security),
  },
  {
    path: 'suscripcion',
    canActivate: [ownsCompany],
    loadChildren: () => import('../own-subscription/routes').then((file) => file.OWN_SUBSCRIPTION_ROUTES),
  },
  {
    path: 'equipo',
    canActivate: [ownsCompany],
    loadChildren: () => import('../team/routes').then((file) => file.TEAM_ROUTES),
  },
  {
    path: 'claves',
    canActivate: [ownsCompany],
    loadChildren: () => import('../keys/routes').then((file) => file.OWN_KEYS_ROUTES),
  },
  {
    path: 'empresa',
    canActivate: [worksInCompany],
    loadChildren: () => import('../company/routes').then((file) => file.COMPANY_ROUTES),
  },
];
