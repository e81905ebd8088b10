import type { Routes } from '@angular/router';

/** Pages below `/panel/ventas`. */
export const SALES_ROUTES: Routes = [
  { path: '', title: 'Ventas', loadComponent: () => import('./list/list').then((file) => file.SalesList) },
  { path: ':id', title: 'Venta', loadComponent: () => import('./detail/detail').then((file) => file.SaleDetail) },
];
