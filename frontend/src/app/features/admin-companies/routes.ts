import type { Routes } from '@angular/router';

import { unsavedChanges } from '../../shared/form/unsaved-changes';

/** Pages below `/panel/admin/empresas`. */
export const ADMIN_COMPANIES_ROUTES: Routes = [
  { path: '', title: 'Empresas', loadComponent: () => import('./list/list').then((file) => file.CompaniesList) },
  {
    path: 'nueva',
    title: 'Nueva empresa',
    canDeactivate: [unsavedChanges],
    loadComponent: () => import('./edit/edit').then((file) => file.CompanyEdit),
  },
  { path: ':id', title: 'Empresa', loadComponent: () => import('./detail/detail').then((file) => file.CompanyDetailPage) },
  {
    path: ':id/editar',
    title: 'Editar empresa',
    canDeactivate: [unsavedChanges],
    loadComponent: () => import('./edit/edit').then((file) => file.CompanyEdit),
  },
];
