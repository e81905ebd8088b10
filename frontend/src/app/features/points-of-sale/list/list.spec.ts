import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';

import { sessionInterceptor } from '../../../core/http/session-interceptor';
import { terminalName } from '../data/points-of-sale-client';
import { PointsOfSaleList } from './list';

const POINT = {
  id: 'p1', code: 'CAJA-1', name: 'Mostrador', branch: null, isActive: true, mpDeviceId: 'NEWLAND_N950__N950NCB801293324',
  mpDeviceName: null, mpQrPosId: null, mpQrExternalId: null,
};

describe('the list of points of sale', () => {
  let fixture: ComponentFixture<PointsOfSaleList>;
  let backend: HttpTestingController;
  const text = () => (fixture.nativeElement as HTMLElement).textContent.replace(/\s+/g, ' ');

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([sessionInterceptor])), provideHttpClientTesting(), provideRouter([]),
      ],
    });
    backend = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(PointsOfSaleList);
    fixture.detectChanges();
  });

  async function answer(body: object, options = {}): Promise<void> {
    (await vi.waitFor(() => backend.expectOne('/api/points-of-sale'))).flush(body, options);
    await fixture.whenStable();
  }

  it('shows grey shapes while it loads', () => {
    expect((fixture.nativeElement as HTMLElement).querySelector('app-skeleton')).not.toBeNull();
  });

  it('teaches how to make the first one', async () => {
    await answer({ success: true, data: [] });
    expect(text()).toContain('Creá tu primer punto de venta');
  });

  it('offers to try again after a failure', async () => {
    await answer({ code: 'x', message: 'Algo falló.' }, { status: 500, statusText: 'x' });
    expect(text()).toContain('Reintentar');
  });

  it('tells what can be charged where, the switched-off ones last', async () => {
    const off = { ...POINT, id: 'p0', name: 'Vieja', isActive: false };
    const bare = { ...POINT, id: 'p2', name: 'Puesto', mpDeviceId: null };
    await answer({ success: true, data: [off, POINT, bare] });
    expect(text()).toContain('2 activos, 1 listo');
    expect(text()).toMatch(/Mostrador.*Listo para cobrar.*Newland N950 · 3324.*Puesto.*Solo efectivo.*Vieja.*Desactivado/);
  });
});

describe('terminalName', () => {
  it('says model and the end of the serial number', () => {
    expect(terminalName('GERTEC_MP35P__8701012151238699')).toBe('Gertec MP35P · 8699');
    expect(terminalName('PAX')).toBe('Pax');
  });
});
