import type { Routes } from '@angular/router';

/** Pages below `/panel/integraciones`. */
export const INTEGRATIONS_ROUTES: Routes = [
  {
    path: '',
    title: 'Integraciones',
    loadComponent: () => import('./overview/overview').then((file) => file.Integrations),
  },
];
