import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { sessionInterceptor } from '../../../core/http/session-interceptor';
import { ADMIN_KEYS_ROUTES } from '../routes';

const KEY = {
  id: 1, empresa_id: 3, empresa_nombre: 'Demo SA', nombre: 'Producción', prefijo: 'mk_4f9a21c0', scopes: ['licencia'], activo: true,
  fecha_creacion: '2026-03-01T12:00:00Z', ultimo_uso: null, fecha_expiracion: null,
};

describe('the list of keys', () => {
  let harness: RouterTestingHarness;
  let backend: HttpTestingController;
  const text = () => document.body.textContent.replace(/\s+/g, ' ');
  const button = (name: string) =>
    [...document.querySelectorAll('button')].filter((one) => one.textContent.trim() === name).at(-1);

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([sessionInterceptor])),
        provideHttpClientTesting(),
        provideRouter([{ path: 'claves', children: ADMIN_KEYS_ROUTES }], withComponentInputBinding()),
      ],
    });
    backend = TestBed.inject(HttpTestingController);
    harness = await RouterTestingHarness.create();
  });

  async function answer(rows: object[]): Promise<void> {
    const call = await vi.waitFor(() => backend.expectOne((request) => request.url === '/admin/api-keys'));
    call.flush({ api_keys: rows, total: rows.length, page: 1, per_page: 20, pages: 1 });
    await harness.fixture.whenStable();
  }

  async function press(name: string): Promise<void> {
    const found = await vi.waitFor(() => {
      const one = button(name);
      if (!one) {
        throw new Error(`No button ${name}`);
      }
      return one;
    });
    found.click();
    await harness.fixture.whenStable();
  }

  it('says what a key is for when there is none', async () => {
    await harness.navigateByUrl('/claves');
    await answer([]);
    expect(text()).toContain('Todavía no hay claves');
  });

  it('shows a renewed key once, after saying what dies', async () => {
    await harness.navigateByUrl('/claves');
    await answer([KEY]);
    await press('Ver detalle');
    await press('Renovar clave');
    expect(text()).toContain('La clave de ahora deja de andar ya.');
    await press('Renovar clave');
    const call = await vi.waitFor(() => backend.expectOne('/admin/api-keys/1/renovar'));
    call.flush({ api_key: KEY, api_key_plana: 'mk_4f9a21c0_secreto' });
    await answer([KEY]);
    await vi.waitFor(() => expect(text()).toContain('mk_4f9a21c0_secreto'));
    await press('Ya la copié');
    await vi.waitFor(() => expect(text()).not.toContain('mk_4f9a21c0_secreto'));
  });
});
