import type { Routes } from '@angular/router';

/** `/mi-cuenta/suscripcion`. */
export const OWN_SUBSCRIPTION_ROUTES: Routes = [
  {
    path: '',
    title: 'Suscripción',
    loadComponent: () => import('./overview/overview').then((file) => file.OwnSubscriptionPage),
  },
];
