import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { AuthSession } from '../../../core/auth/auth-session';
import { sessionInterceptor } from '../../../core/http/session-interceptor';
import type { SignedIn } from '../../../core/wire';
import { TEAM_ROUTES } from '../routes';

const person = (id: number, nombre: string, rol: string) => ({
  id, nombre, rol, email: `${nombre.toLowerCase()}@demo.com`, is_active: true, otp_enabled: false, email_verificado: true,
  telefono: null, creado_en: '2026-11-20T12:00:00Z',
});
const ANA = person(7, 'Ana', 'cliente');
const BETO = person(8, 'Beto', 'cashier');
const invitation = (id: number, estado: string) => ({
  id, estado, email: `i${id}@demo.com`, rol: 'scanner', creado_en: '2026-11-20T12:00:00Z', expira_en: '2026-11-27T12:00:00Z',
});

describe('the people of the company', () => {
  let harness: RouterTestingHarness;
  let backend: HttpTestingController;
  const text = () => document.body.textContent.replace(/\s+/g, ' ');
  const settled = () => new Promise((resolve) => setTimeout(resolve, 30));
  const press = (label: string) => {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('button')].reverse();
    buttons.find((button) => button.textContent.replace(/\s+/g, ' ').trim() === label)?.click();
  };
  const people = () => vi.waitFor(() => backend.expectOne((request) => request.url === '/account/usuarios'));
  const requested = (url: string) => vi.waitFor(() => backend.expectOne(url));

  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([sessionInterceptor])),
        provideHttpClientTesting(),
        provideRouter([{ path: 'mi-cuenta/equipo', children: TEAM_ROUTES }], withComponentInputBinding()),
      ],
    });
    backend = TestBed.inject(HttpTestingController);
    const usuario = { ...ANA, empresa_id: 3 };
    TestBed.inject(AuthSession).begin({ access_token: 'a', expires_in: 1800, usuario } as unknown as SignedIn);
    harness = await RouterTestingHarness.create();
    await harness.navigateByUrl('/mi-cuenta/equipo?rol=cashier&ver=8');
    const asked = await people();
    expect(asked.request.params.get('rol')).toBe('cashier');
    asked.flush({ usuarios: [BETO, ANA], pagination: { total: 2 } });
    const sent = { invitaciones: [invitation(1, 'pendiente'), invitation(2, 'usada')] };
    (await requested('/account/invitaciones')).flush(sent);
    await settled();
  });

  it('are counted, with the invitations that nobody accepted yet', () => {
    expect(text()).toContain('2 personas, 1 invitación sin aceptar');
    expect(text()).toContain('i1@demo.com');
    expect(text()).not.toContain('i2@demo.com');
    press('Ver las anteriores (1)');
  });

  it('get another role, and the refusal stands at its field', async () => {
    press('Cambiar rol');
    await vi.waitFor(() => expect(text()).toContain('Qué hace Beto'));
    const select = document.querySelector<HTMLSelectElement>('app-role-dialog select');
    if (select) {
      select.value = 'seller';
      select.dispatchEvent(new Event('input'));
    }
    document.querySelector('app-role-dialog form')?.dispatchEvent(new Event('submit'));
    const sent = await requested('/account/usuarios/8');
    expect([sent.request.method, sent.request.body]).toEqual(['PATCH', { rol: 'seller' }]);
    sent.flush({ code: 'last_owner', message: 'Es la única responsable.' }, { status: 409, statusText: 'Conflict' });
    await vi.waitFor(() =>
      expect(document.querySelector('app-role-dialog mat-error')?.textContent).toContain('Es la única responsable.'),
    );
  });

  it('are deactivated only after the consequence was read', async () => {
    press('Desactivar');
    await vi.waitFor(() => expect(text()).toContain('¿Desactivar a Beto?'));
    backend.expectNone('/account/usuarios/8');
    press('Desactivar');
    const sent = await requested('/account/usuarios/8');
    expect(sent.request.body).toEqual({ is_active: false });
    sent.flush({ message: '', usuario: BETO });
    await people();
  });

  it('lose an invitation that is revoked', async () => {
    document.querySelector<HTMLButtonElement>('app-invitations button')?.click();
    await vi.waitFor(() => expect(text()).toContain('¿Revocar la invitación de i1@demo.com?'));
    press('Revocar');
    expect((await requested('/account/invitaciones/1')).request.method).toBe('DELETE');
  });
});
