import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { sessionInterceptor } from '../../../core/http/session-interceptor';
import { type Attempt, ChargeStart } from './charge-start';

const URL = '/api/mercadopago/qr/orders';
const ATTEMPT: Attempt = {
  channel: 'QR',
  charge: { pointOfSaleId: 'p1', amount: 1500.5, externalReference: 'MOS-1', sale: {} },
};
const refusal = (status: number, code: string, facts: object = {}) =>
  [{ code, message: 'No.', ...facts }, { status, statusText: 'x' }] as const;

describe('starting a charge', () => {
  let start: ChargeStart;
  let server: HttpTestingController;

  beforeEach(() => {
    vi.useFakeTimers();
    TestBed.configureTestingModule({
      providers: [ChargeStart, provideHttpClient(withInterceptors([sessionInterceptor])), provideHttpClientTesting()],
    });
    start = TestBed.inject(ChargeStart);
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    server.verify();
    vi.useRealTimers();
  });

  async function answer(body: object | null, options: { status: number; statusText: string } | null): Promise<unknown> {
    const sent = server.expectOne(URL);
    if (body === null) {
      sent.error(new ProgressEvent('error'));
    } else {
      sent.flush(body, options ?? {});
    }
    await vi.advanceTimersByTimeAsync(0);
    return sent.request.body;
  }

  it('goes on to the charge when it was taken', async () => {
    void start.begin(ATTEMPT);
    await answer({ success: true, data: { id: 'c1' } }, null);
    expect(start.state()).toEqual({ kind: 'started', id: 'c1' });
  });

  it('ignores a second press while the first is under way', async () => {
    void start.begin(ATTEMPT);
    void start.begin({ ...ATTEMPT, charge: { ...ATTEMPT.charge, externalReference: 'MOS-2' } });
    expect(await answer({ success: true, data: { id: 'c1' } }, null)).toMatchObject({ externalReference: 'MOS-1' });
  });

  it('repeats the same charge while no answer arrives', async () => {
    void start.begin(ATTEMPT);
    const first = await answer(null, null);
    expect(start.state().kind).toBe('unreachable');
    await vi.advanceTimersByTimeAsync(3_000);
    const second = await answer({ success: true, data: { id: 'c1' } }, null);
    expect(second).toEqual(first);
    expect(start.state()).toEqual({ kind: 'started', id: 'c1' });
  });

  it('follows a charge whose outcome the server does not know', async () => {
    void start.begin(ATTEMPT);
    await answer(...refusal(504, 'mercadopago_timeout', { orderId: 'c1' }));
    expect(start.state()).toEqual({ kind: 'started', id: 'c1' });
  });

  it('repeats after a failure of the server that names no charge', async () => {
    void start.begin(ATTEMPT);
    await answer(...refusal(500, 'internal_error'));
    expect(start.state().kind).toBe('unreachable');
    start.reset();
  });

  it.each([
    [502, 'mercadopago_refused'],
    [503, 'mercadopago_circuit_open'],
    [409, 'no_qr_cashier'],
    [422, 'validation_error'],
  ])('says that nothing was charged after %s %s', async (status, code) => {
    void start.begin(ATTEMPT);
    await answer(...refusal(status, code, { orderId: 'c1' }));
    expect(start.state().kind).toBe('refused');
  });

  it('names the charge that occupies the device, and starts when that one is gone', async () => {
    void start.begin(ATTEMPT);
    await answer(...refusal(409, 'cashier_busy', { orderId: 'other' }));
    expect(start.state()).toMatchObject({ kind: 'busy', orderId: 'other' });
    void start.retry();
    await answer({ success: true, data: { id: 'c1' } }, null);
    expect(start.state()).toEqual({ kind: 'started', id: 'c1' });
  });

  it('stops repeating when the person gives up', async () => {
    void start.begin(ATTEMPT);
    await answer(null, null);
    start.reset();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(start.state().kind).toBe('idle');
  });
});
