import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import {
  type ActivatedRouteSnapshot,
  type CanActivateFn,
  type RouterStateSnapshot,
  UrlTree,
  provideRouter,
} from '@angular/router';

import type { SignedIn } from '../wire';
import { AuthSession } from './auth-session';
import { onlyRoles, signedIn, signedOut } from './guards';
import { PANEL_ROLES, type Role, homeOf } from './user';

function verdict(guard: CanActivateFn, url: string): string | boolean {
  const state = { url } as RouterStateSnapshot;
  const answer = TestBed.runInInjectionContext(() => guard({} as ActivatedRouteSnapshot, state));
  return answer instanceof UrlTree ? answer.toString() : (answer as boolean);
}

function signInAs(rol: Role): void {
  TestBed.inject(AuthSession).begin({ access_token: 'x', expires_in: 1800, usuario: { id: 1, rol } } as SignedIn);
}

describe('guards', () => {
  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), provideRouter([])],
    });
  });

  it('send a stranger to login and remember where to come back', () => {
    expect(verdict(signedIn, '/mi-cuenta')).toBe('/ingresar?volver=%2Fmi-cuenta');
    expect(verdict(onlyRoles(PANEL_ROLES), '/panel/ventas')).toBe('/ingresar?volver=%2Fpanel%2Fventas');
  });

  it.each(PANEL_ROLES)('let %s into the panel', (role) => {
    signInAs(role);
    expect(verdict(onlyRoles(PANEL_ROLES), '/panel')).toBe(true);
  });

  it('keep a buyer out of the panel', () => {
    signInAs('user');
    expect(verdict(onlyRoles(PANEL_ROLES), '/panel')).toBe('/mi-cuenta');
  });

  it('keep signed-in people away from login', () => {
    expect(verdict(signedOut, '/ingresar')).toBe(true);
    signInAs('cashier');
    expect(verdict(signedOut, '/ingresar')).toBe(homeOf('cashier'));
  });
});
