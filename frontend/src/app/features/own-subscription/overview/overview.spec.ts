import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { AuthSession } from '../../../core/auth/auth-session';
import { Leave } from '../../../core/device/leave';
import { sessionInterceptor } from '../../../core/http/session-interceptor';
import type { SignedIn } from '../../../core/wire';
import { OWN_SUBSCRIPTION_ROUTES } from '../routes';

const HERE = '/mi-cuenta/suscripcion';
const PLAN = { id: 2, nombre: 'Pro', precio_mensual: 75000, precio_anual: 810000, moneda: 'ARS', servicios: [] };
const ANA = { id: 7, nombre: 'Ana', email: 'ana@demo.com', rol: 'cliente', empresa_id: 3 };
const COMPANY = { id: 3, nombre: 'Demo', moneda: 'ARS', zona_horaria: 'America/Argentina/Buenos_Aires' };
const row = (more: object) => ({
  id: 12, estado: 'activa', plan_id: 2, plan: PLAN, periodo: 'mensual', anios: 1, fecha_inicio: '2026-11-20',
  fecha_fin: '2026-12-20', dias_restantes: 30, precio_periodo: 75000, importe_a_cobrar: 75000, moneda: 'ARS',
  porcentaje_descuento: 0, saldo_a_favor: 0, renovacion_automatica: false, cancelar_al_vencer: false, renueva_a: null,
  forma_pago: 'mercadopago', payment_url: null, motivo_cancelacion: null, creado_por: 7,
  creado_en: '2026-11-20T12:00:00Z', servicios: [], ...more,
});
const WAITING = row({ estado: 'pendiente_pago', payment_url: 'https://pagos.test/12' });

describe('the own subscription', () => {
  let harness: RouterTestingHarness;
  let backend: HttpTestingController;
  const leave = { to: vi.fn() };
  const text = () => (harness.routeNativeElement?.textContent ?? '').replace(/\s+/g, ' ');
  const requested = (url: string) => vi.waitFor(() => backend.expectOne(url));
  // Requests stay open on purpose: the page is never stable as a whole.
  const settled = () => new Promise((resolve) => setTimeout(resolve, 30));
  const answer = async (url: string, body: object) => {
    (await requested(url)).flush(body);
    await settled();
  };
  const press = (label: string) => {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('button')];
    const found = [...buttons].reverse().find((button) => button.textContent.replace(/\s+/g, ' ').trim() === label);
    if (!found) {
      throw new Error(`No button ${label} among ${buttons.map((button) => button.textContent).join(', ')}`);
    }
    found.click();
  };

  async function open(rows: object[], licence: object, query = ''): Promise<void> {
    await harness.navigateByUrl(`${HERE}${query}`);
    await answer('/account/profile', { usuario: { ...ANA, empresa: COMPANY } });
    await answer('/public/planes', [PLAN]);
    await answer('/api/verificar-licencia', { empresa_id: 3, ...licence });
    await answer('/account/subscriptions', { suscripciones: rows });
  }

  beforeEach(async () => {
    leave.to.mockClear();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([sessionInterceptor])),
        provideHttpClientTesting(),
        provideRouter([{ path: 'mi-cuenta/suscripcion', children: OWN_SUBSCRIPTION_ROUTES }], withComponentInputBinding()),
        { provide: Leave, useValue: leave },
      ],
    });
    backend = TestBed.inject(HttpTestingController);
    const signedIn = { access_token: 'a', refresh_token: null, token_type: 'Bearer', expires_in: 1800, usuario: ANA };
    TestBed.inject(AuthSession).begin(signedIn as unknown as SignedIn);
    harness = await RouterTestingHarness.create();
  });

  it('says in one sentence what runs, and what it costs', async () => {
    await open([row({})], { licencia_valida: true, fecha_fin: '2026-12-20' });
    expect(text()).toContain('Tu plan Pro está activo hasta el 20/12/2026 inclusive: quedan 30 días.');
    expect(text()).toContain('Vale hasta el 20/12/2026.');
    expect(text()).toContain('Ninguno programado.');
  });

  it('does not believe the address that a payment was made: it asks until the server says so', async () => {
    await open([WAITING], { licencia_valida: false, motivo: 'pendiente_pago' }, '?status=approved&collection_id=1');
    expect(text()).toContain('Falta el pago de tu plan Pro.');
    expect(text()).toContain('Esperamos la confirmación');
    await answer('/account/subscriptions', { suscripciones: [WAITING] });
    expect(text()).toContain('Falta pagar Pro');
    document.dispatchEvent(new Event('visibilitychange'));
    await answer('/account/subscriptions', { suscripciones: [row({})] });
    await answer('/api/verificar-licencia', { empresa_id: 3, licencia_valida: true, fecha_fin: '2026-12-20' });
    expect(text()).toContain('Tu plan Pro está activo');
    await vi.waitFor(() => expect(TestBed.inject(Router).url).toBe(HERE));
  });

  it('leads to the payment, and tells until when', async () => {
    await open([WAITING], { licencia_valida: false, motivo: 'pendiente_pago' });
    const link = harness.routeNativeElement?.querySelector<HTMLAnchorElement>('app-waiting-payment a');
    expect(link?.getAttribute('href')).toBe('https://pagos.test/12');
    expect(text()).toMatch(/Podés pagar hasta el 23 de nov de 2026, 08:59/);
    expect(text()).not.toContain('Esperamos la confirmación');
  });

  it('keeps the plan that was chosen before signing up, and goes to pay it in this tab', async () => {
    await open([], { licencia_valida: false, motivo: 'sin_suscripcion' }, '?plan=2&periodo=anual');
    expect(text()).toContain('Elegiste Pro');
    press('Pagar $ 810.000,00');
    const sent = await requested('/public/suscripcion');
    expect(sent.request.body).toEqual({ empresa_id: 3, plan_id: 2, periodo: 'anual' });
    expect(sent.request.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/);
    sent.flush({ message: '', suscripcion: WAITING, payment_url: 'https://pagos.test/12' });
    await vi.waitFor(() => expect(leave.to).toHaveBeenCalledWith('https://pagos.test/12'));
  });

  it('offers the plans to who has none, and to nobody else', async () => {
    await open([], { licencia_valida: false, motivo: 'sin_suscripcion' });
    expect(harness.routeNativeElement?.querySelector('app-plan-offer a')?.getAttribute('href')).toBe(
      `${HERE}?plan=2&periodo=mensual`,
    );
  });

  it('shows the refusal of the payment where it happened', async () => {
    await open([], { licencia_valida: false, motivo: 'sin_suscripcion' }, '?plan=2&periodo=mensual');
    press('Pagar $ 75.000,00');
    (await requested('/public/suscripcion')).flush(
      { code: 'payments_not_configured', message: 'No podemos cobrar ahora.' },
      { status: 503, statusText: 'Service Unavailable' },
    );
    await vi.waitFor(() => expect(text()).toContain('No podemos cobrar ahora.'));
    expect(leave.to).not.toHaveBeenCalled();
  });

  it('asks before the renewal is switched on, with day and amount', async () => {
    await open([row({})], { licencia_valida: true, fecha_fin: '2026-12-20' });
    press('Activar');
    await vi.waitFor(() => expect(document.body.textContent).toMatch(/El 20\/12\/2026 empieza otra .* por \$\s75\.000,00/));
    press('Activar');
    const sent = await requested('/account/subscriptions/12');
    expect([sent.request.method, sent.request.body]).toEqual(['PATCH', { renovacion_automatica: true }]);
    sent.flush({ message: '', suscripcion: row({ renovacion_automatica: true }) });
    await requested('/account/subscriptions');
  });

  it('renews for several years at the price it showed', async () => {
    await open([row({})], { licencia_valida: true, fecha_fin: '2026-12-20' });
    press('Renovar');
    await vi.waitFor(() => expect(document.querySelector('app-own-renew-dialog')?.textContent).toContain('75.000,00'));
    await settled();
    const choose = async (index: number, value: string) => {
      const select = document.querySelectorAll<HTMLSelectElement>('app-own-renew-dialog select')[index];
      if (select) {
        select.value = value;
        select.dispatchEvent(new Event('input'));
        select.dispatchEvent(new Event('change'));
      }
      await settled();
    };
    await choose(0, 'anual');
    await choose(1, '3');
    // 3 × 810000 less 2 %.
    await vi.waitFor(() => press('Ir a pagar $ 2.381.400,00'));
    const sent = await requested('/account/subscriptions/12/renovar');
    expect(sent.request.body).toEqual({ periodo: 'anual', anios: 3 });
    sent.flush({ message: '', suscripcion: WAITING, payment_url: 'https://pagos.test/13' });
    await vi.waitFor(() => expect(leave.to).toHaveBeenCalledWith('https://pagos.test/13'));
  });
});
