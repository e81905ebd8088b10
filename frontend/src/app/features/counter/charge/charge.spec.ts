import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { sessionInterceptor } from '../../../core/http/session-interceptor';
import type { NewCharge } from '../data/charge-wire';
import { COUNTER_ROUTES } from '../routes';

const POINT = {
  id: 'p1', code: 'CAJA-1', name: 'Mostrador', branch: null, isActive: true, mpDeviceId: 'T1', mpDeviceName: null,
  mpQrPosId: 1, mpQrExternalId: 'CAJA1',
};
const READING = {
  id: 'c1', orderId: 'ORD1', channel: 'QR', status: 'PENDING', statusDetail: null, amount: 1500.5, paymentMethod: null,
  cardBrand: null, cardLastFour: null, installments: null, saleId: null, qrData: '000201', cancelRequested: false,
  expiresAt: '2099-01-01T00:00:00Z',
};

describe('the counter', () => {
  let harness: RouterTestingHarness;
  let backend: HttpTestingController;
  const page = () => harness.routeNativeElement;
  const text = () => (page()?.textContent ?? '').replace(/[\s\u00a0\u202f]+/g, ' ');
  const amount = () => page()?.querySelector('output .digits')?.textContent;

  beforeEach(async () => {
    localStorage.clear();
    // The test browser has no modal dialogs.
    HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
      this.open = true;
    };
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([sessionInterceptor])),
        provideHttpClientTesting(),
        provideRouter([{ path: 'panel/cobrar', children: COUNTER_ROUTES }], withComponentInputBinding()),
      ],
    });
    backend = TestBed.inject(HttpTestingController);
    harness = await RouterTestingHarness.create();
  });

  /** Lets promises and drawing catch up, also while a request is open (where `whenStable` would wait for it). */
  const settle = () => new Promise((resolve) => setTimeout(resolve, 25));

  async function open(points: object[], openCharges: object[] = []): Promise<void> {
    await harness.navigateByUrl('/panel/cobrar');
    (await vi.waitFor(() => backend.expectOne('/api/points-of-sale'))).flush({ success: true, data: points });
    backend.match('/api/mercadopago/orders-pending').forEach((one) => one.flush({ success: true, data: openCharges }));
    await harness.fixture.whenStable();
  }

  async function type(...keys: string[]): Promise<void> {
    for (const key of keys) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }
    await settle();
  }

  async function read(change: object): Promise<void> {
    const call = await vi.waitFor(() => backend.expectOne('/api/mercadopago/orders/c1'), { timeout: 3_000 });
    call.flush({ success: true, data: { ...READING, ...change } });
    await settle();
  }

  it('teaches to make a point of sale first', async () => {
    await open([]);
    expect(text()).toContain('Primero, un punto de venta');
  });

  it('offers only what the point of sale has', async () => {
    await open([{ ...POINT, mpDeviceId: null }]);
    const offered = [...(page()?.querySelectorAll('app-means-buttons button span') ?? [])].map((one) => one.textContent);
    expect(offered).toEqual(['QR', 'Efectivo']);
  });

  it('is typed on a keyboard, and Esc clears it', async () => {
    await open([POINT]);
    await type('1', '5', '0', '0', ',', '5');
    expect(amount()).toBe('1.500,5');
    await type('Backspace', 'Backspace', 'Backspace');
    expect(amount()).toBe('150');
    await type('Escape');
    expect(amount()).toBe('0');
  });

  it('leads back to charges that are not over', async () => {
    await open([POINT], [{ id: 'c9', channel: 'POINT', amount: 99, status: 'UNDECIDED', createdAt: '2026-11-20T12:00:00Z' }]);
    expect(text()).toContain('Hay 1 cobro sin terminar');
    expect(page()?.querySelector('a[href="/panel/cobrar/c9"]')).not.toBeNull();
  });

  it('does nothing on Enter without an amount', async () => {
    await open([POINT]);
    await type('Enter');
    backend.expectNone('/api/mercadopago/qr/orders');
  });

  it('charges once with Enter, shows the QR, then that it is paid', async () => {
    await open([POINT]);
    await type('1', '5', '0', '0', ',', '5', 'Enter', 'Enter');
    const call = await vi.waitFor(() => backend.expectOne('/api/mercadopago/qr/orders'));
    const { externalReference, ...charge } = call.request.body as NewCharge;
    expect(charge).toEqual({ pointOfSaleId: 'p1', amount: 1500.5, sale: {} });
    expect(externalReference).toMatch(/^MOS-[0-9a-f]{32}$/);
    call.flush({ success: true, data: { id: 'c1', orderId: 'ORD1' } });
    await vi.waitFor(() => expect(TestBed.inject(Router).url).toBe('/panel/cobrar/c1'));

    await read({});
    expect(text()).toContain('Esperando el pago');
    expect(page()?.querySelector('app-qr-code')).not.toBeNull();

    await read({ status: 'PROCESSED', paymentMethod: 'account_money', saleId: 's1' });
    expect(text()).toContain('Pagado$ 1.500,50Dinero en Mercado Pago');
    expect(document.activeElement?.textContent.trim()).toBe('Nuevo cobro');
  });

  it.each([
    ['refused', { status: 'FAILED', statusDetail: 'insufficient_amount' }, /No se cobró.*saldo/],
    ['expired', { status: 'EXPIRED' }, /Se acabó el tiempo.*No se cobró nada/],
    ['cancelled', { status: 'CANCELED' }, /Cobro cancelado/],
    ['undecided', { status: 'UNDECIDED' }, /No sabemos todavía.*No vuelvas a cobrar/],
    ['not confirmed', { orderId: null }, /No sabemos todavía si el cobro llegó/],
    ['at the terminal', { channel: 'POINT', status: 'PROCESSING' }, /terminal tiene el cobro/],
  ])('words a charge that is %s', async (_name, change, words) => {
    await harness.navigateByUrl('/panel/cobrar/c1');
    await read(change);
    expect(text()).toMatch(words);
  });

  it('goes on asking after a payment until its sale is there', async () => {
    await harness.navigateByUrl('/panel/cobrar/c1');
    await read({ status: 'PROCESSED' });
    expect(text()).toContain('Pagado');
    expect(page()?.querySelector('.sale')).toBeNull();
    await read({ status: 'PROCESSED', saleId: 's1' });
    const sale = await vi.waitFor(() => backend.expectOne('/api/sales/s1'));
    sale.flush({ success: true, data: {
      id: 's1', saleNumber: 'CAJA-1-20261120-0001', createdAt: '2026-11-20T12:00:00Z', currency: 'ARS',
      status: 'COMPLETED', total: 1500.5, tax: 260.42, discount: 0, items: [], payments: [] } });
    await settle();
    expect(text()).toContain('Venta CAJA-1-20261120-0001');
  });

  it('brings a refused amount back to be charged again', async () => {
    await harness.navigateByUrl('/panel/cobrar/c1');
    await read({ status: 'FAILED', statusDetail: 'card_disabled' });
    await type('Enter');
    await vi.waitFor(() => expect(TestBed.inject(Router).url).toBe('/panel/cobrar'));
    (await vi.waitFor(() => backend.expectOne('/api/points-of-sale'))).flush({ success: true, data: [POINT] });
    await harness.fixture.whenStable();
    expect(amount()).toBe('1.500,50');
  });

  it('cancels with Esc, and says so while it is not certain', async () => {
    await harness.navigateByUrl('/panel/cobrar/c1');
    await read({});
    await type('Escape');
    const call = await vi.waitFor(() => backend.expectOne('/api/mercadopago/orders/c1/cancel'));
    call.flush({ success: true, message: 'cancelando' }, { status: 202, statusText: 'Accepted' });
    await read({ cancelRequested: true });
    expect(text()).toContain('Cancelando…');
  });

  it('takes cash and tells the change', async () => {
    await open([POINT]);
    await type('1', '8', '5', '0', 'e');
    await type('2', '0', '0', '0');
    expect(text()).toContain('Vuelto$ 150,00');
    await type('Enter');
    const call = await vi.waitFor(() => backend.expectOne('/api/sales'));
    expect(call.request.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/);
    expect(call.request.body).toEqual({
      pointOfSaleId: 'p1',
      items: [{ productName: 'Venta', quantity: 1, unitPrice: 1850, discount: 0 }],
      payments: [{ method: 'CASH', amount: 1850, amountTendered: 2000 }],
    });
  });
});
