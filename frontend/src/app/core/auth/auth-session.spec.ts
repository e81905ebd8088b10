import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { sessionInterceptor } from '../http/session-interceptor';
import type { SignedIn, User } from '../wire';
import { AuthSession } from './auth-session';

const ANA: User = {
  id: 7,
  nombre: 'Ana Ríos',
  email: 'ana@demo.com',
  rol: 'cliente',
  empresa_id: 3,
  is_active: true,
  otp_enabled: false,
  email_verificado: true,
  password_temporal: false,
  telefono: null,
  direccion: null,
  ciudad: null,
  pais: null,
  fecha_nacimiento: null,
  creado_en: '2026-03-01T12:00:00Z',
};

function tokens(access: string, expiresIn = 1800): SignedIn {
  return { access_token: access, refresh_token: null, token_type: 'Bearer', expires_in: expiresIn, usuario: ANA };
}

/** Waits until a request to the address is out, then answers with it. */
async function requested(backend: HttpTestingController, url: string) {
  return vi.waitFor(() => backend.expectOne(url));
}

describe('AuthSession', () => {
  let session: AuthSession;
  let backend: HttpTestingController;

  beforeEach(() => {
    document.cookie = 'mostrador_csrf=abc; path=/';
    localStorage.clear();
    TestBed.configureTestingModule({
      providers: [provideHttpClient(withInterceptors([sessionInterceptor])), provideHttpClientTesting()],
    });
    session = TestBed.inject(AuthSession);
    backend = TestBed.inject(HttpTestingController);
  });

  afterEach(() => backend.verify());

  it('asks nothing at start-up when no session was left behind', async () => {
    document.cookie = 'mostrador_csrf=; path=/; max-age=0';
    expect(await session.restore()).toBe(false);
  });

  it('takes up the session of the cookie with the CSRF value and without an access token', async () => {
    const restored = session.restore();
    const call = await requested(backend, '/auth/refresh');
    expect(call.request.headers.get('X-CSRF-Token')).toBe('abc');
    expect(call.request.headers.get('X-Session-Mode')).toBe('cookie');
    expect(call.request.headers.has('Authorization')).toBe(false);
    call.flush(tokens('one'));
    expect(await restored).toBe(true);
    expect(session.user()?.nombre).toBe('Ana Ríos');
    expect(session.accessToken).toBe('one');
  });

  it('refreshes once for callers at the same time', async () => {
    const both = Promise.all([session.refresh(), session.refresh()]);
    (await requested(backend, '/auth/refresh')).flush(tokens('one'));
    expect(await both).toEqual([true, true]);
  });

  it('keeps nothing secret in storage', async () => {
    session.begin(tokens('very-secret'));
    await Promise.resolve();
    const kept = [localStorage, sessionStorage].flatMap((store) => Object.values(store) as string[]);
    expect(kept.join()).not.toContain('very-secret');
  });

  it('ends when the server refuses the refresh', async () => {
    session.begin(tokens('one'));
    const refreshed = session.refresh();
    (await requested(backend, '/auth/refresh')).flush(
      { code: 'token_reused', message: 'x' },
      { status: 401, statusText: 'Unauthorized' },
    );
    expect(await refreshed).toBe(false);
    expect(session.isSignedIn()).toBe(false);
    expect(session.endedByChoice).toBe(false);
  });

  it('stays signed in when the network fails', async () => {
    session.begin(tokens('one'));
    const refreshed = session.refresh();
    (await requested(backend, '/auth/refresh')).error(new ProgressEvent('error'));
    expect(await refreshed).toBe(false);
    expect(session.isSignedIn()).toBe(true);
  });

  it('stays signed in, and says so, when the server could not be told to sign out', async () => {
    session.begin(tokens('one'));
    const signedOut = session.signOut();
    (await requested(backend, '/auth/logout')).error(new ProgressEvent('error'));
    await expect(signedOut).rejects.toMatchObject({ status: 0, code: 'network' });
    expect(session.isSignedIn()).toBe(true);
  });

  it('waits for a refresh that a reload left under way', async () => {
    localStorage.setItem('mostrador.refresh-begun', (Date.now() - 2_800).toString());
    const restored = session.restore();
    await new Promise((resolve) => setTimeout(resolve, 50));
    backend.expectNone('/auth/refresh');
    (await requested(backend, '/auth/refresh')).flush(tokens('one'));
    expect(await restored).toBe(true);
    expect(localStorage.getItem('mostrador.refresh-begun')).toBeNull();
  });

  it('signs out everywhere on request', async () => {
    session.begin(tokens('one'));
    const signedOut = session.signOut(true);
    const call = await requested(backend, '/auth/logout');
    expect(call.request.body).toEqual({ todas: true });
    call.flush(null, { status: 204, statusText: 'No Content' });
    await signedOut;
    expect(session.isSignedIn()).toBe(false);
    expect(session.endedByChoice).toBe(true);
  });
});
