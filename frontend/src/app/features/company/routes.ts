import type { Routes } from '@angular/router';

import { unsavedChanges } from '../../shared/form/unsaved-changes';

/** `/mi-cuenta/empresa`. */
export const COMPANY_ROUTES: Routes = [
  {
    path: '',
    title: 'Empresa',
    canDeactivate: [unsavedChanges],
    loadComponent: () => import('./edit/edit').then((file) => file.OwnCompanyPage),
  },
];
