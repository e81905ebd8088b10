import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';

import { sessionInterceptor } from '../../../core/http/session-interceptor';
import { Confirm } from '../../../shared/confirm/confirm';
import { PlanLimits } from './plan-limits';

const service = (id: number, nombre: string) => ({ id, nombre, activo: true, descripcion: null, url_api: null, creado_en: '' });

describe('the services of a plan', () => {
  let fixture: ComponentFixture<PlanLimits>;
  let backend: HttpTestingController;
  const host = () => fixture.nativeElement as HTMLElement;
  const box = (label: string) => host().querySelector<HTMLInputElement>(`[aria-label="${label}"]`);

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([sessionInterceptor])),
        provideHttpClientTesting(),
        provideRouter([]),
        { provide: Confirm, useValue: { ask: () => Promise.resolve(true) } },
      ],
    });
    backend = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(PlanLimits);
    fixture.componentRef.setInput('plan', { id: 7, nombre: 'Pro' });
    fixture.componentRef.setInput('services', [service(1, 'Cajas'), service(2, 'Soporte')]);
    fixture.componentRef.setInput('linked', [{ ...service(2, 'Soporte'), cantidad: 3 }]);
    fixture.detectChanges();
  });

  async function type(label: string, value: string): Promise<void> {
    const field = box(label);
    if (!field) {
      throw new Error(`No field ${label}`);
    }
    field.value = value;
    field.dispatchEvent(new Event('input'));
    await fixture.whenStable();
  }

  async function save(): Promise<void> {
    host().querySelector('form')?.dispatchEvent(new Event('submit'));
    await fixture.whenStable();
  }

  it('are sent all at once, zero being a limit and none being null', async () => {
    host().querySelector<HTMLInputElement>('input[type="checkbox"]')?.click();
    await type('Tope de Soporte', '0');
    await save();
    const call = await vi.waitFor(() => backend.expectOne('/admin/planes/7/servicios'));
    expect(call.request.body).toEqual({
      servicios: [
        { servicio_id: 1, cantidad: null },
        { servicio_id: 2, cantidad: 0 },
      ],
    });
  });

  it('say at the field what is no limit, and send nothing', async () => {
    await type('Tope de Soporte', '-1');
    await save();
    expect(box('Tope de Soporte')?.getAttribute('aria-invalid')).toBe('true');
    expect(host().textContent).toContain('Escribí un número entero, 0 o más.');
    backend.expectNone('/admin/planes/7/servicios');
  });

  it('keep what was chosen when the server refuses', async () => {
    await type('Tope de Soporte', '9');
    await save();
    const call = await vi.waitFor(() => backend.expectOne('/admin/planes/7/servicios'));
    call.flush({ code: 'servicio_not_found', message: 'Ese servicio ya no existe.' }, { status: 404, statusText: 'x' });
    await vi.waitFor(() => expect(host().textContent).toContain('Ese servicio ya no existe.'));
    expect(box('Tope de Soporte')?.value).toBe('9');
    expect(fixture.componentInstance.hasUnsavedChanges()).toBe(true);
  });
});
