import type { Routes } from '@angular/router';

/** Pages of the back office, below `/panel`. Each feature brings its own routes file. */
export const PANEL_ROUTES: Routes = [
  {
    path: '**',
    title: 'Página no encontrada',
    loadComponent: () => import('./features/landing/not-found/not-found').then((file) => file.NotFound),
  },
];
