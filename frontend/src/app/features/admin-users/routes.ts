import type { Routes } from '@angular/router';

import { unsavedChanges } from '../../shared/form/unsaved-changes';

/** Pages below `/panel/admin/usuarios`. */
export const ADMIN_USERS_ROUTES: Routes = [
  { path: '', title: 'Usuarios', loadComponent: () => import('./list/list').then((file) => file.UsersList) },
  {
    path: 'nuevo',
    title: 'Nuevo usuario',
    canDeactivate: [unsavedChanges],
    loadComponent: () => import('./edit/edit').then((file) => file.UserEdit),
  },
  {
    path: ':id/editar',
    title: 'Editar usuario',
    canDeactivate: [unsavedChanges],
    loadComponent: () => import('./edit/edit').then((file) => file.UserEdit),
  },
];
