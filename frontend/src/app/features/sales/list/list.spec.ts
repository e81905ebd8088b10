import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { sessionInterceptor } from '../../../core/http/session-interceptor';
import { SALES_ROUTES } from '../routes';

const SALE = {
  id: 's1', saleNumber: 'CAJA-1-20261120-0001', pointOfSaleId: 'p1', status: 'COMPLETED', total: 1500.5, currency: 'ARS',
  createdAt: '2026-11-20T12:00:00Z', payments: [{ id: 'x', method: 'MP_QR', amount: 1500.5 }], items: [],
};
const pageOf = (data: object[], total = data.length) => ({
  success: true, data, pagination: { page: 1, pageSize: 50, total, totalPages: Math.ceil(total / 50) },
});

describe('the list of sales', () => {
  let harness: RouterTestingHarness;
  let backend: HttpTestingController;
  const text = () => (harness.routeNativeElement?.textContent ?? '').replace(/\s+/g, ' ');

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([sessionInterceptor])),
        provideHttpClientTesting(),
        provideRouter([{ path: 'panel/ventas', children: SALES_ROUTES }], withComponentInputBinding()),
      ],
    });
    backend = TestBed.inject(HttpTestingController);
    harness = await RouterTestingHarness.create();
  });

  async function open(url: string, answer: object, options = {}): Promise<URLSearchParams> {
    await harness.navigateByUrl(url);
    const call = await vi.waitFor(() => backend.expectOne((request) => request.url === '/api/sales'));
    backend.match('/api/points-of-sale').forEach((one) => one.flush({ success: true, data: [{ id: 'p1', name: 'Barra' }] }));
    call.flush(answer, options);
    await harness.fixture.whenStable();
    return new URLSearchParams(call.request.params.toString());
  }

  it('shows grey shapes while it loads', async () => {
    await harness.navigateByUrl('/panel/ventas');
    expect(harness.routeNativeElement?.querySelector('app-skeleton')).not.toBeNull();
  });

  it('teaches how to make the first sale', async () => {
    await open('/panel/ventas', pageOf([]));
    expect(text()).toContain('Todavía no hay ventas');
  });

  it('says that no sale matches, not that there are none', async () => {
    await open('/panel/ventas?q=nada', pageOf([]));
    expect(text()).toContain('Ninguna venta coincide');
  });

  it('offers to try again after a failure, with the code for support', async () => {
    const failed = { status: 500, statusText: 'x', headers: { 'X-Request-Id': 'req-9' } };
    await open('/panel/ventas', { code: 'internal_error', message: 'Algo falló.' }, failed);
    expect(text()).toContain('req-9');
    expect(text()).toContain('Reintentar');
  });

  it('lists sales with state, number, method and total', async () => {
    await open('/panel/ventas', pageOf([SALE], 51));
    expect(text()).toContain('51 ventas');
    expect(text()).toMatch(/Completada.*CAJA-1-20261120-0001.*Mercado Pago QR.*1\.500,50/);
    expect(text()).toContain('Página 1 de 2');
  });

  it('asks for what the address says, and only that', async () => {
    const asked = await open('/panel/ventas?dateFrom=2026-11-20&method=CASH&page=3&otro=x', pageOf([SALE]));
    expect(Object.fromEntries(asked)).toEqual({ dateFrom: '2026-11-20', method: 'CASH', page: '3' });
  });

  it('takes a filter out of the address and starts at the first page again', async () => {
    await open('/panel/ventas?q=yerba&status=COMPLETED&page=2', pageOf([SALE]));
    harness.routeNativeElement?.querySelector<HTMLElement>('[aria-label="Quitar filtro “yerba”"]')?.click();
    await vi.waitFor(() => expect(TestBed.inject(Router).url).toBe('/panel/ventas?status=COMPLETED'));
  });
});
