import type { Routes } from '@angular/router';

/** Pages below `/panel/resumen`. */
export const OVERVIEW_ROUTES: Routes = [
  { path: '', title: 'Resumen', loadComponent: () => import('./today/today').then((file) => file.Today) },
];
