import type { Routes } from '@angular/router';

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
];
