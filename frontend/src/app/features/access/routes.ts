import type { Routes } from '@angular/router';

/** Ways into an account; they stand at the root of the site. */
export const ACCESS_ROUTES: Routes = [];
