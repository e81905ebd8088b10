import type { Routes } from '@angular/router';

/** Pages below `/mi-cuenta`. */
export const ACCOUNT_ROUTES: Routes = [];
