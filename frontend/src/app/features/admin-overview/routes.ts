import type { Routes } from '@angular/router';

/** `/panel/admin`. */
export const ADMIN_OVERVIEW_ROUTES: Routes = [
  { path: '', title: 'Tablero', loadComponent: () => import('./board/board').then((file) => file.Board) },
];
