import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { AuthSession } from '../../../core/auth/auth-session';
import { sessionInterceptor } from '../../../core/http/session-interceptor';
import type { SignedIn } from '../../../core/wire';
import { ACCESS_ROUTES } from '../routes';

const LINK = '/invitacion?codigo=INV-1&correo=juan@demo.com';

describe('an invitation', () => {
  let harness: RouterTestingHarness;
  let backend: HttpTestingController;
  const page = () => harness.routeNativeElement ?? document.body;
  const text = () => page().textContent.replace(/\s+/g, ' ');
  const requested = (url: string) => vi.waitFor(() => backend.expectOne(url));

  async function open(email?: string): Promise<void> {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([sessionInterceptor])),
        provideHttpClientTesting(),
        provideRouter(ACCESS_ROUTES, withComponentInputBinding()),
      ],
    });
    backend = TestBed.inject(HttpTestingController);
    if (email) {
      const usuario = { id: 9, nombre: 'Juan', email, rol: 'user', empresa_id: null };
      TestBed.inject(AuthSession).begin({ access_token: 'a', expires_in: 1800, usuario } as unknown as SignedIn);
    }
    harness = await RouterTestingHarness.create();
    await harness.navigateByUrl(LINK);
    await harness.fixture.whenStable();
  }

  it('without a session leads to signing up with its code, or to signing in and back', async () => {
    await open();
    const [signUp, signIn] = [...page().querySelectorAll('a')].map((link) => link.getAttribute('href'));
    expect(signUp).toBe('/registro?codigo=INV-1&correo=juan@demo.com');
    expect(decodeURIComponent(signIn ?? '')).toBe('/ingresar?volver=/invitacion?codigo=INV-1&correo=juan%40demo.com');
  });

  it('is accepted by who is signed in, who then signs in anew', async () => {
    await open('juan@demo.com');
    page().querySelector('form')?.dispatchEvent(new Event('submit'));
    const sent = await requested('/account/invitaciones/aceptar');
    expect(sent.request.body).toEqual({ codigo: 'INV-1' });
    sent.flush({ message: '', usuario: {} });
    await vi.waitFor(() => expect(TestBed.inject(Router).url).toBe('/ingresar?motivo=invitacion'));
    expect(TestBed.inject(AuthSession).isSignedIn()).toBe(false);
    await vi.waitFor(() => expect(text()).toContain('Ya sos parte del equipo'));
  });

  it('tells why it was refused and keeps the session', async () => {
    await open('juan@demo.com');
    page().querySelector('form')?.dispatchEvent(new Event('submit'));
    (await requested('/account/invitaciones/aceptar')).flush(
      { code: 'invalid_invitation', message: 'La invitación no sirve.' },
      { status: 403, statusText: 'Forbidden' },
    );
    await vi.waitFor(() => expect(text()).toContain('La invitación no sirve.'));
    expect(TestBed.inject(AuthSession).isSignedIn()).toBe(true);
  });

  it('of somebody else cannot be accepted here', async () => {
    await open('otra@demo.com');
    expect(text()).toContain('La invitación es para juan@demo.com y vos ingresaste como otra@demo.com.');
    expect(page().querySelector('form')).toBeNull();
  });
});
