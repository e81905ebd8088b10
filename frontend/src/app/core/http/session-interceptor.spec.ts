import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, type TestRequest, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';

import { AuthSession } from '../auth/auth-session';
import { ServerClock } from '../time/server-clock';
import type { SignedIn } from '../wire';
import { ApiProblem } from './problem';
import { sessionInterceptor } from './session-interceptor';

function tokens(access: string, expiresIn = 1800): SignedIn {
  const usuario = { id: 7, nombre: 'Ana', email: 'ana@demo.com', rol: 'cliente' } as SignedIn['usuario'];
  return { access_token: access, refresh_token: null, token_type: 'Bearer', expires_in: expiresIn, usuario };
}

function refuse(call: TestRequest, status: number, code: string, headers: Record<string, string> = {}): void {
  call.flush({ code, message: `texto de ${code}` }, { status, statusText: 'x', headers });
}

describe('sessionInterceptor', () => {
  let http: HttpClient;
  let session: AuthSession;
  let backend: HttpTestingController;
  const requested = (url: string) => vi.waitFor(() => backend.expectOne(url));

  beforeEach(() => {
    document.cookie = 'mostrador_csrf=abc; path=/';
    localStorage.clear();
    TestBed.configureTestingModule({
      providers: [provideHttpClient(withInterceptors([sessionInterceptor])), provideHttpClientTesting()],
    });
    http = TestBed.inject(HttpClient);
    session = TestBed.inject(AuthSession);
    backend = TestBed.inject(HttpTestingController);
  });

  afterEach(() => backend.verify());

  it('sends the access token', async () => {
    session.begin(tokens('one'));
    const answer = firstValueFrom(http.get('/account/profile'));
    const call = await requested('/account/profile');
    expect(call.request.headers.get('Authorization')).toBe('Bearer one');
    call.flush({});
    await answer;
  });

  it('renews a token that is about to end before it is used', async () => {
    session.begin(tokens('old', 10));
    const answer = firstValueFrom(http.get('/account/profile'));
    (await requested('/auth/refresh')).flush(tokens('new'));
    const call = await requested('/account/profile');
    expect(call.request.headers.get('Authorization')).toBe('Bearer new');
    call.flush({});
    await answer;
  });

  it('repeats a request once after a 401 about the token', async () => {
    session.begin(tokens('one'));
    const answer = firstValueFrom(http.get('/account/profile'));
    refuse(await requested('/account/profile'), 401, 'token_expired');
    (await requested('/auth/refresh')).flush(tokens('two'));
    const again = await requested('/account/profile');
    expect(again.request.headers.get('Authorization')).toBe('Bearer two');
    refuse(again, 401, 'token_expired');
    await expect(answer).rejects.toMatchObject({ status: 401, code: 'token_expired' });
  });

  it.each(['invalid_otp', 'invalid_password', 'reauthentication_required', 'invalid_code'])(
    'does not touch the session after 401 %s',
    async (code) => {
      session.begin(tokens('one'));
      const answer = firstValueFrom(http.post('/auth/otp/disable', {}));
      refuse(await requested('/auth/otp/disable'), 401, code);
      await expect(answer).rejects.toMatchObject({ code });
      expect(session.isSignedIn()).toBe(true);
    },
  );

  it('turns a refusal into words, field errors, request id and waiting time', async () => {
    const answer = firstValueFrom(http.post('/auth/registro', {})).catch((failure: unknown) => failure);
    (await requested('/auth/registro')).flush(
      { code: 'validation_error', message: 'Revisá los datos.', errors: { email: ['No es válido.', 'Otra cosa.'] } },
      { status: 422, statusText: 'x', headers: { 'X-Request-Id': 'req-1', 'Retry-After': '30' } },
    );
    const problem = (await answer) as ApiProblem;
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(problem.message).toBe('Revisá los datos.');
    expect(problem.fieldErrors).toEqual({ email: ['No es válido.', 'Otra cosa.'] });
    expect(problem.requestId).toBe('req-1');
    expect(problem.retryAfterSeconds).toBe(30);
  });

  it('has own words when nothing arrived, and when the service worker says so', async () => {
    const lost = firstValueFrom(http.get('/a')).catch((failure: unknown) => failure);
    (await requested('/a')).error(new ProgressEvent('error'));
    expect(await lost).toMatchObject({ code: 'network', isTransient: true });
    const offline = firstValueFrom(http.get('/b')).catch((failure: unknown) => failure);
    (await requested('/b')).flush(null, { status: 504, statusText: 'Gateway Timeout' });
    expect(await offline).toMatchObject({ code: 'network' });
  });

  it('never sends the token to another origin', async () => {
    session.begin(tokens('one'));
    const answer = firstValueFrom(http.get('https://example.test/x'));
    const call = await requested('https://example.test/x');
    expect(call.request.headers.has('Authorization')).toBe(false);
    call.flush({});
    await answer;
  });

  it('learns how far the device clock is off', async () => {
    const answer = firstValueFrom(http.get('/a'));
    const ahead = new Date(Date.now() + 600_000).toUTCString();
    (await requested('/a')).flush({}, { headers: { Date: ahead } });
    await answer;
    expect(TestBed.inject(ServerClock).offset()).toBeGreaterThan(595_000);
    expect(TestBed.inject(ServerClock).offset()).toBeLessThan(605_000);
  });
});
