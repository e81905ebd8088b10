import type { Routes } from '@angular/router';

/** Pages below `/panel/cobrar`. */
export const COUNTER_ROUTES: Routes = [
  { path: '', title: 'Cobrar', loadComponent: () => import('./charge/charge').then((file) => file.Charge) },
  { path: ':id', title: 'Cobro', loadComponent: () => import('./live/live').then((file) => file.LiveChargePage) },
];
