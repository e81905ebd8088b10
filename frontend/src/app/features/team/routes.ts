import type { Routes } from '@angular/router';

/** `/mi-cuenta/equipo`. */
export const TEAM_ROUTES: Routes = [
  { path: '', title: 'Equipo', loadComponent: () => import('./people/people').then((file) => file.PeoplePage) },
];
