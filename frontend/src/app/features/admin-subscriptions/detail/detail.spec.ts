import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, type TestRequest, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { sessionInterceptor } from '../../../core/http/session-interceptor';
import { ADMIN_SUBSCRIPTIONS_ROUTES } from '../routes';

const PRO = { id: 2, nombre: 'Pro', moneda: 'ARS', precio_mensual: 75000, precio_anual: 810000, activo: true };
const ROW = {
  id: 12, empresa_id: 3, empresa: { id: 3, nombre: 'Demo SA', nit: '900000001', estado: true }, plan_id: 1,
  plan: { id: 1, nombre: 'Básico', moneda: 'ARS' }, periodo: 'mensual', anios: 1, fecha_inicio: '2026-03-01', fecha_fin: '2026-04-01',
  estado: 'activa', forma_pago: null, moneda: 'ARS', precio_periodo: 24990, precio_pagado: 24990, porcentaje_descuento: 0,
  precio_con_descuento: 24990, credito_aplicado: 0, importe_a_cobrar: 24990, saldo_a_favor: 0, renovacion_automatica: true,
  cancelar_al_vencer: false, renueva_a: null, vigente: true, dias_restantes: 21, payment_url: null, motivo_cancelacion: null,
  notas: null, creado_por: 1, creado_en: '2026-03-01T12:00:00Z', actualizado_en: '2026-03-01T12:00:00Z', historial: [],
};
const QUOTE = {
  cotizacion_id: 9, dias_periodo: 31, dias_restantes: 21, credito: 16928.71, precio_pagado: 50806.45, porcentaje_descuento: 0,
  cargo: 50806.45, credito_aplicado: 16928.71, importe_a_cobrar: 33877.74, saldo_a_favor: 0, moneda: 'ARS',
  valida_hasta: '2026-03-12T03:00:00Z',
};

describe('one subscription', () => {
  let harness: RouterTestingHarness;
  let backend: HttpTestingController;
  const page = () => document.body;
  const text = () => page().textContent.replace(/[\s\u00a0\u202f]+/g, ' ');
  const requested = (url: string) => vi.waitFor(() => backend.expectOne((request) => request.url === url));
  // Not until all is still: some requests are answered by the next line of the test.
  const settled = () => new Promise((resolve) => setTimeout(resolve, 30));

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([sessionInterceptor])),
        provideHttpClientTesting(),
        provideRouter([{ path: 'panel/admin/suscripciones', children: ADMIN_SUBSCRIPTIONS_ROUTES }], withComponentInputBinding()),
      ],
    });
    backend = TestBed.inject(HttpTestingController);
    harness = await RouterTestingHarness.create();
  });

  async function open(row: object): Promise<void> {
    await harness.navigateByUrl('/panel/admin/suscripciones/12');
    (await requested('/admin/suscripciones/12')).flush({ ...ROW, ...row });
    await settled();
  }

  async function press(name: string): Promise<void> {
    const found = [...page().querySelectorAll('button')].filter((button) => button.textContent.trim() === name).at(-1);
    if (!found) {
      throw new Error(`No button ${name}`);
    }
    found.click();
    await settled();
  }

  async function send(): Promise<void> {
    page().querySelector('mat-dialog-container form')?.dispatchEvent(new Event('submit'));
    await settled();
  }

  async function fill(selector: string, value: string): Promise<void> {
    const field = await vi.waitFor(() => {
      const found = page().querySelector<HTMLInputElement>(`mat-dialog-container ${selector}`);
      if (!found) {
        throw new Error(`No field ${selector}`);
      }
      return found;
    });
    field.value = value;
    field.dispatchEvent(new Event('input'));
    await settled();
  }

  const actions = () =>
    [...(harness.routeNativeElement?.querySelectorAll('app-page-header button') ?? [])].map((button) => button.textContent.trim());

  it.each([
    ['activa', ['Renovar', 'Cambiar de plan', 'Descuento', 'Suspender', 'Ajustes', 'Cancelar']],
    ['suspendida', ['Reactivar', 'Renovar', 'Descuento', 'Ajustes', 'Cancelar']],
    ['programada', ['Descuento', 'Ajustes', 'Cancelar']],
    ['pendiente_pago', ['Ajustes', 'Cancelar']],
    ['inactiva', ['Renovar', 'Cancelar']],
    ['cancelada', ['Renovar']],
  ])('offers what its state allows while it is %s', async (estado, offered) => {
    await open({ estado });
    expect(actions()).toEqual(offered);
  });

  it('shows the chain from its newest row, the link to pay, and whose it is', async () => {
    const old = { ...ROW, id: 11, plan: { id: 9, nombre: 'Viejo' } };
    await open({ estado: 'pendiente_pago', payment_url: 'https://mp/x', historial: [old, ROW] });
    expect(text()).toMatch(/Básico de Demo SA.*Enlace de pago.*Básico · Esta.*Viejo/);
  });

  it('wants a reason for a suspension and sends it once', async () => {
    await open({});
    await press('Suspender');
    await send();
    backend.expectNone('/admin/suscripciones/12/suspender');
    await fill('textarea', ' falta de pago ');
    await send();
    const call = await requested('/admin/suscripciones/12/suspender');
    expect(call.request.body).toEqual({ motivo: 'falta de pago' });
    call.flush({ suscripcion: ROW });
    (await requested('/admin/suscripciones/12')).flush({ ...ROW, estado: 'suspendida' });
  });

  it('puts what the server says of a field there', async () => {
    await open({});
    await press('Descuento');
    await fill('input', '12,345');
    await send();
    expect(text()).toContain('De 0 a 100, con dos decimales como mucho.');
    await fill('input', '12,5');
    expect(text()).toMatch(/De \$ 24\.990,00 pasa a \$ 21\.866,25/);
    await send();
    const call = await requested('/admin/suscripciones/12/descuento');
    expect(call.request.body).toEqual({ porcentaje: 12.5 });
    call.flush(
      { code: 'validation_error', message: 'Revisá.', errors: { porcentaje: ['Es demasiado.'] } },
      { status: 422, statusText: 'x' },
    );
    await settled();
    await vi.waitFor(() => expect(text()).toContain('Es demasiado.'));
  });

  describe('changes its plan', () => {
    const url = '/admin/suscripciones/12/cambio-plan';

    async function quote(): Promise<void> {
      await open({});
      await press('Cambiar de plan');
      (await requested('/admin/planes')).flush([{ ...PRO, id: 1, nombre: 'Básico' }, PRO, { ...PRO, id: 5, moneda: 'USD' }]);
      await settled();
      await fill('select', '2');
      const call = await requested(url);
      expect(call.request.body).toEqual({ plan_id: 2, dry_run: true });
      call.flush({ cotizacion: QUOTE });
      await settled();
    }

    async function change(): Promise<TestRequest> {
      await send();
      return requested(url);
    }

    it('for exactly what was quoted', async () => {
      await quote();
      expect(text()).toMatch(/Quedan 21 de 31 días.*\$ 50\.806,45.*A cobrar\$ 33\.877,74.*Cambiar por \$ 33\.877,74/);
      const call = await change();
      expect(call.request.body).toEqual({ plan_id: 2, cotizacion_id: 9, cobrar_online: false });
      call.flush({ suscripcion: { ...ROW, id: 13 } });
      await vi.waitFor(() => expect(TestBed.inject(Router).url).toBe('/panel/admin/suscripciones/13'));
    });

    it('only for an amount that was seen: an expired quote is worked out anew and asked about', async () => {
      await quote();
      const first = await change();
      const key = first.request.headers.get('Idempotency-Key');
      first.flush({ code: 'quote_expired', message: 'Venció.' }, { status: 409, statusText: 'x' });
      (await requested(url)).flush({ cotizacion: { ...QUOTE, cotizacion_id: 10, importe_a_cobrar: 32000 } });
      await settled();
      expect(text()).toContain('calculamos otra');
      expect(text()).toContain('Cambiar por $ 32.000,00');
      const second = await change();
      expect(second.request.body).toMatchObject({ cotizacion_id: 10 });
      expect(second.request.headers.get('Idempotency-Key')).not.toBe(key);
    });

    it('to plans of the same currency only, and not to the one it has', async () => {
      await quote();
      const offered = [...page().querySelectorAll('mat-dialog-container option')].map((option) => option.textContent.trim());
      expect(offered).toEqual(['Elegí un plan', 'Pro']);
    });
  });
});
