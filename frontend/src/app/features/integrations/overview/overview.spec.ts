import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { Leave } from '../../../core/device/leave';
import { sessionInterceptor } from '../../../core/http/session-interceptor';
import { Confirm } from '../../../shared/confirm/confirm';
import { INTEGRATIONS_ROUTES } from '../routes';

const ACCOUNT = {
  id: 'a1', appType: 'POINT', mpUserId: '200300400', nickname: 'KIOSCO ANA', environment: 'test', isConnected: true,
  isActive: true, needsReauthorization: false, isTokenExpiringSoon: false, tokenExpiresAt: '2099-01-01T00:00:00Z',
  lastRefreshAt: null, lastError: null, createdAt: '2026-11-20T12:00:00Z',
};
const NONE = { point: null, qr: null, online: null };

describe('the connections with Mercado Pago', () => {
  let harness: RouterTestingHarness;
  let backend: HttpTestingController;
  const leave = { to: vi.fn() };
  const confirm = { ask: vi.fn() };
  const text = () => (harness.routeNativeElement?.textContent ?? '').replace(/\s+/g, ' ');
  const press = (card: string, label: string) => {
    const buttons = [...(harness.routeNativeElement?.querySelectorAll<HTMLElement>(`[aria-label="${card}"] button`) ?? [])];
    buttons.find((button) => button.textContent.trim() === label)?.click();
  };

  beforeEach(async () => {
    leave.to.mockReset();
    confirm.ask.mockReset();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([sessionInterceptor])),
        provideHttpClientTesting(),
        provideRouter([{ path: 'panel/integraciones', children: INTEGRATIONS_ROUTES }], withComponentInputBinding()),
        { provide: Leave, useValue: leave },
        { provide: Confirm, useValue: confirm },
      ],
    });
    backend = TestBed.inject(HttpTestingController);
    harness = await RouterTestingHarness.create();
  });

  async function open(data: object, query = ''): Promise<void> {
    await harness.navigateByUrl(`/panel/integraciones${query}`);
    (await vi.waitFor(() => backend.expectOne('/api/mercadopago/config'))).flush({ success: true, data });
    await harness.fixture.whenStable();
  }

  it('offers three connections', async () => {
    await open(NONE);
    expect(text().match(/Sin conectar/g)).toHaveLength(3);
  });

  it('sends the person to the consent page of the account they chose', async () => {
    await open(NONE);
    press('QR', 'Conectar');
    const call = await vi.waitFor(() => backend.expectOne('/api/mercadopago/oauth/authorize?appType=QR'));
    call.flush({ success: true, data: { authorizationUrl: 'https://auth.example/consent' } });
    await vi.waitFor(() => expect(leave.to).toHaveBeenCalledWith('https://auth.example/consent'));
  });

  it('tells whose account it is, that it is a test, and how long it lasts', async () => {
    await open({ ...NONE, point: ACCOUNT });
    expect(text()).toContain('KIOSCO ANA');
    expect(text()).toContain('Prueba');
    expect(text()).toMatch(/Quedan \d+ días/);
  });

  it('words an error and asks to connect again', async () => {
    await open({ ...NONE, point: { ...ACCOUNT, isConnected: false, needsReauthorization: true, lastError: 'invalid_grant' } });
    expect(text()).toContain('Hay que volver a conectar');
    expect(text()).toContain('dio por terminado el permiso');
    expect(text()).toContain('Volver a conectar');
  });

  it('disconnects only after the consequence was accepted', async () => {
    await open({ ...NONE, point: ACCOUNT });
    confirm.ask.mockResolvedValueOnce(false);
    press('Point', 'Desconectar');
    await harness.fixture.whenStable();
    backend.expectNone('/api/mercadopago/oauth/disconnect?appType=POINT');

    confirm.ask.mockResolvedValueOnce(true);
    press('Point', 'Desconectar');
    const call = await vi.waitFor(() => backend.expectOne('/api/mercadopago/oauth/disconnect?appType=POINT'));
    expect(call.request.method).toBe('DELETE');
  });

  it('tells the good news of the return once', async () => {
    await open(NONE, '?mp_success=true&mp_app=QR');
    expect(text()).toContain('QR quedó conectado');
    await vi.waitFor(() => expect(TestBed.inject(Router).url).toBe('/panel/integraciones'));
    expect(text()).toContain('QR quedó conectado');
  });

  it('never shows the text of the address', async () => {
    await open(NONE, '?mp_error=Llam%C3%A1%20al%200800-ESTAFA');
    expect(text()).toContain('No se pudo conectar');
    expect(text()).not.toContain('ESTAFA');
  });
});
