import type { Routes } from '@angular/router';

const list = () => import('./list/list').then((file) => file.KeysList);

/** `/panel/admin/claves`: the keys of all companies. */
export const ADMIN_KEYS_ROUTES: Routes = [{ path: '', title: 'Claves API', loadComponent: list }];

/** `/mi-cuenta/claves`: those of the own company. */
export const OWN_KEYS_ROUTES: Routes = [{ path: '', title: 'Claves API', loadComponent: list, data: { isOwn: true } }];
