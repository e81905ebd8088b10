import { inject } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';

import { AuthSession } from './auth-session';
import { type Role, homeOf, isOwner } from './user';

/** Lets signed-in people pass; others sign in first and come back to the address they asked for. */
export const signedIn: CanActivateFn = (_route, state) =>
  inject(AuthSession).isSignedIn() ||
  inject(Router).createUrlTree(['/ingresar'], { queryParams: { volver: state.url } });

/** Lets the named roles pass; anyone else who is signed in goes to the start page of the own role. */
export function onlyRoles(roles: readonly Role[]): CanActivateFn {
  return (_route, state) => {
    const session = inject(AuthSession);
    const router = inject(Router);
    const role = session.role();
    if (role === null) {
      return router.createUrlTree(['/ingresar'], { queryParams: { volver: state.url } });
    }
    return roles.includes(role) || router.parseUrl(homeOf(role));
  };
}

/** Keeps signed-in people away from login and registration. */
export const signedOut: CanActivateFn = () => {
  const role = inject(AuthSession).role();
  return role === null || inject(Router).parseUrl(homeOf(role));
};

/** Lets owners of a company pass; anyone else goes to the own data. */
export const ownsCompany: CanActivateFn = () => {
  const user = inject(AuthSession).user();
  return isOwner(user) || inject(Router).parseUrl('/mi-cuenta');
};

/** Lets whoever works in a company pass; anyone else goes to the own data. */
export const worksInCompany: CanActivateFn = () =>
  Boolean(inject(AuthSession).user()?.empresa_id) || inject(Router).parseUrl('/mi-cuenta');
