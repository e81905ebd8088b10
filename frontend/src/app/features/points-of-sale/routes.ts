import type { Routes } from '@angular/router';

import { unsavedChanges } from '../../shared/form/unsaved-changes';

/** Pages below `/panel/puntos-de-venta`. */
export const POINTS_OF_SALE_ROUTES: Routes = [
  {
    path: '',
    title: 'Puntos de venta',
    loadComponent: () => import('./list/list').then((file) => file.PointsOfSaleList),
  },
  {
    path: 'nuevo',
    title: 'Nuevo punto de venta',
    canDeactivate: [unsavedChanges],
    loadComponent: () => import('./edit/edit').then((file) => file.PointOfSaleEdit),
  },
  {
    path: ':id',
    title: 'Punto de venta',
    canDeactivate: [unsavedChanges],
    loadComponent: () => import('./edit/edit').then((file) => file.PointOfSaleEdit),
  },
];
