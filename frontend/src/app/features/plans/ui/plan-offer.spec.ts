import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';

import { limitWords } from '../data/limit-words';
import { periodOf } from '../data/period-choice';
import { PlanOffer } from './plan-offer';

const service = (id: number, nombre: string, cantidad: number | null) => ({ id, nombre, cantidad, activo: true });
const PLANS = [
  { id: 1, nombre: 'Básico', precio_mensual: 24990, precio_anual: 269892, moneda: 'ARS', seleccionado: false, servicios: [] },
  {
    id: 2, nombre: 'Pro', precio_mensual: 75000, precio_anual: 810000, moneda: 'ARS', seleccionado: true,
    servicios: [service(1, 'Tótems', 3), service(2, 'Ventas', null)],
  },
];

describe('the plans side by side', () => {
  let fixture: ComponentFixture<PlanOffer>;
  const text = () => (fixture.nativeElement as HTMLElement).textContent.replace(/\s+/g, ' ');
  const links = () =>
    [...(fixture.nativeElement as HTMLElement).querySelectorAll('a')].map((link) => link.getAttribute('href'));

  async function show(plans: object[], leadsTo: string | null): Promise<void> {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting(), provideRouter([])] });
    fixture = TestBed.createComponent(PlanOffer);
    fixture.componentRef.setInput('leadsTo', leadsTo);
    fixture.detectChanges();
    (await vi.waitFor(() => TestBed.inject(HttpTestingController).expectOne('/public/planes'))).flush(plans);
    await fixture.whenStable();
  }

  it('say prices, limits, and which one is recommended', async () => {
    await show(PLANS, '/registro');
    expect(text()).toMatch(/Pro ?Recomendado ?\$ 75\.000,00 ?por mes/);
    expect(text()).toContain('Tótems hasta 3');
    expect(text()).toContain('Ventas sin límite');
    expect(links()).toEqual(['/registro?plan=1&periodo=mensual', '/registro?plan=2&periodo=mensual']);
  });

  it('by the year tell what that saves, from the real prices', async () => {
    await show(PLANS, '/registro');
    (fixture.nativeElement as HTMLElement).querySelector<HTMLInputElement>('input[value=anual]')?.click();
    await fixture.whenStable();
    expect(text()).toMatch(/\$ 810\.000,00 ?por año ?Ahorrás \$ 90\.000,00 al año \(10 %\)/);
    expect(links()[1]).toBe('/registro?plan=2&periodo=anual');
  });

  it('only show themselves to who cannot buy', async () => {
    await show(PLANS, null);
    expect(links()).toEqual([]);
  });

  it('say so when there is none', async () => {
    await show([], '/registro');
    expect(text()).toContain('Todavía no hay planes a la venta');
  });
});

describe('the words of a plan', () => {
  it('tell a limit of nothing from no limit', () => {
    expect([null, 0, 1, 1500].map((count) => limitWords(count, 'es-AR'))).toEqual([
      'sin límite', 'sin uso incluido', 'hasta 1', 'hasta 1.500',
    ]);
  });

  it('take any other period for the month', () => {
    expect([periodOf('anual'), periodOf('mensual'), periodOf('x'), periodOf(undefined)]).toEqual([
      'anual', 'mensual', 'mensual', 'mensual',
    ]);
  });
});
