import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { AuthSession } from '../../../core/auth/auth-session';
import { sessionInterceptor } from '../../../core/http/session-interceptor';
import { ACCESS_ROUTES } from '../routes';

@Component({ selector: 'app-anywhere', template: '' })
class Anywhere {}

const ANA = { id: 7, nombre: 'Ana', email: 'ana@demo.com', rol: 'cliente' };
const TOKENS = { access_token: 'one', refresh_token: null, token_type: 'Bearer', expires_in: 1800, usuario: ANA };

describe('signing in', () => {
  let harness: RouterTestingHarness;
  let backend: HttpTestingController;
  const page = () => document.body;
  const requested = (url: string) => vi.waitFor(() => backend.expectOne(url));
  const at = (url: string) => vi.waitFor(() => expect(TestBed.inject(Router).url).toBe(url));

  async function type(type: string, text: string): Promise<void> {
    const field = page().querySelector<HTMLInputElement>(`input[autocomplete="${type}"]`);
    if (!field) {
      throw new Error(`No field ${type}`);
    }
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await harness.fixture.whenStable();
  }

  async function send(): Promise<void> {
    page().querySelector('form')?.dispatchEvent(new Event('submit'));
    await harness.fixture.whenStable();
  }

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([sessionInterceptor])),
        provideHttpClientTesting(),
        provideRouter([...ACCESS_ROUTES, { path: '**', component: Anywhere }], withComponentInputBinding()),
      ],
    });
    backend = TestBed.inject(HttpTestingController);
    harness = await RouterTestingHarness.create();
  });

  afterEach(() => backend.verify());

  async function passwordStep(url = '/ingresar'): Promise<void> {
    await harness.navigateByUrl(url);
    await type('username', 'ana@demo.com');
    await type('current-password', 'Clave-123');
    const sent = send();
    await sent;
  }

  it('sends the person where they wanted to go', async () => {
    await passwordStep('/ingresar?volver=%2Fpanel%2Fventas%3Fpage%3D2');
    const call = await requested('/auth/login');
    expect(call.request.body).toEqual({ email: 'ana@demo.com', password: 'Clave-123' });
    expect(call.request.headers.get('X-Session-Mode')).toBe('cookie');
    call.flush(TOKENS);
    await at('/panel/ventas?page=2');
    expect(TestBed.inject(AuthSession).user()?.nombre).toBe('Ana');
  });

  it('does not send anything while a field is empty', async () => {
    await harness.navigateByUrl('/ingresar');
    await send();
    expect(page().textContent).toContain('Completá este dato.');
  });

  it('tells how long a locked account stays locked', async () => {
    await passwordStep();
    (await requested('/auth/login')).flush(
      { code: 'account_locked', message: 'Demasiados intentos.' },
      { status: 429, statusText: 'x', headers: { 'Retry-After': '840' } },
    );
    await vi.waitFor(() => expect(page().textContent).toContain('Demasiados intentos. Probá de nuevo en 14 min.'));
  });

  it('takes the second step by itself after the sixth digit', async () => {
    await passwordStep();
    (await requested('/auth/login')).flush(
      { requires_otp: true, challenge_token: 'reto', otp_methods: ['totp', 'backup_code'] },
      { status: 202, statusText: 'Accepted' },
    );
    await at('/ingresar/codigo');
    await harness.fixture.whenStable();
    await type('one-time-code', '123 456');
    const call = await requested('/auth/login/otp');
    expect(call.request.body).toEqual({ challenge_token: 'reto', otp_code: '123456' });
    call.flush(TOKENS);
    await at('/panel');
  });

  it('starts over when the challenge is dead', async () => {
    await passwordStep();
    (await requested('/auth/login')).flush({ requires_otp: true, challenge_token: 'reto', otp_methods: ['totp'] });
    await at('/ingresar/codigo');
    await harness.fixture.whenStable();
    await type('one-time-code', '123456');
    (await requested('/auth/login/otp')).flush(
      { code: 'token_expired', message: 'x' },
      { status: 401, statusText: 'x' },
    );
    await at('/ingresar?motivo=codigo');
  });

  it('has no second step without a first', async () => {
    await harness.navigateByUrl('/ingresar/codigo');
    await at('/ingresar');
  });
});
