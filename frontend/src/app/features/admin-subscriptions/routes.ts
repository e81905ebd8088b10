import type { Routes } from '@angular/router';

import { unsavedChanges } from '../../shared/form/unsaved-changes';

/** Pages below `/panel/admin/suscripciones`. */
export const ADMIN_SUBSCRIPTIONS_ROUTES: Routes = [
  { path: '', title: 'Suscripciones', loadComponent: () => import('./list/list').then((file) => file.SubscriptionsList) },
  {
    path: 'nueva',
    title: 'Nueva suscripción',
    canDeactivate: [unsavedChanges],
    loadComponent: () => import('./create/create').then((file) => file.SubscriptionCreate),
  },
  {
    path: ':id',
    title: 'Suscripción',
    loadComponent: () => import('./detail/detail').then((file) => file.SubscriptionDetailPage),
  },
];
