import type { Routes } from '@angular/router';

/** What operators watch: `/panel/admin/auditoria`, `/webhooks` and `/tareas`. */
export const ADMIN_ACTIVITY_ROUTES: Routes = [
  { path: 'auditoria', title: 'Auditoría', loadComponent: () => import('./audit/audit').then((file) => file.Audit) },
  { path: 'webhooks', title: 'Webhooks', loadComponent: () => import('./webhooks/webhooks').then((file) => file.Webhooks) },
  { path: 'tareas', title: 'Tareas', loadComponent: () => import('./jobs/jobs').then((file) => file.Jobs) },
];
