import type { Routes } from '@angular/router';

import { unsavedChanges } from '../../shared/form/unsaved-changes';

/** `/panel/admin/planes` and `/panel/admin/servicios`. */
export const ADMIN_CATALOGUE_ROUTES: Routes = [
  { path: 'planes', title: 'Planes', loadComponent: () => import('./plans/plans').then((file) => file.Plans) },
  {
    path: 'planes/nuevo',
    title: 'Nuevo plan',
    canDeactivate: [unsavedChanges],
    loadComponent: () => import('./plan/plan').then((file) => file.PlanPage),
  },
  {
    path: 'planes/:id',
    title: 'Plan',
    canDeactivate: [unsavedChanges],
    loadComponent: () => import('./plan/plan').then((file) => file.PlanPage),
  },
  { path: 'servicios', title: 'Servicios', loadComponent: () => import('./services/services').then((file) => file.Services) },
];
