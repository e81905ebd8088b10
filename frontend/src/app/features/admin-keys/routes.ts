import type { Routes } from '@angular/router';

/** Pages below `/panel/admin/claves`. */
export const ADMIN_KEYS_ROUTES: Routes = [
  { path: '', title: 'Claves API', loadComponent: () => import('./list/list').then((file) => file.KeysList) },
];
