import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { sessionInterceptor } from '../../../core/http/session-interceptor';
import { ACCESS_ROUTES } from '../routes';

const POLICY = {
  min_length: 8,
  max_length: 128,
  reglas: [{ codigo: 'longitud', patron: '^.{8,128}$', texto: 'Entre 8 y 128 caracteres' }],
};

describe('registration', () => {
  let harness: RouterTestingHarness;
  let backend: HttpTestingController;
  const page = () => document.body;
  const requested = (url: string) => vi.waitFor(() => backend.expectOne(url));
  const inputOf = (label: string) =>
    [...page().querySelectorAll('mat-form-field')]
      .find((field) => field.querySelector('mat-label')?.textContent.trim() === label)
      ?.querySelector('input');

  async function type(label: string, text: string): Promise<void> {
    const field = inputOf(label);
    if (!field) {
      throw new Error(`No field ${label}`);
    }
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await harness.fixture.whenStable();
  }

  async function choose(kind: string): Promise<void> {
    const radio = page().querySelector<HTMLInputElement>(`input[type=radio][value=${kind}]`);
    radio?.click();
    await harness.fixture.whenStable();
  }

  async function fillAndSend(): Promise<void> {
    await type('Nombre y apellido', ' Carla Gómez ');
    await type('E-mail', 'carla@demo.com');
    await type('Contraseña', 'Clave-123');
    page().querySelector('form')?.dispatchEvent(new Event('submit'));
    await harness.fixture.whenStable();
  }

  async function open(url = '/registro'): Promise<void> {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([sessionInterceptor])),
        provideHttpClientTesting(),
        provideRouter(ACCESS_ROUTES, withComponentInputBinding()),
      ],
    });
    backend = TestBed.inject(HttpTestingController);
    harness = await RouterTestingHarness.create();
    await harness.navigateByUrl(url);
    (await requested('/public/politica-password')).flush(POLICY);
    await harness.fixture.whenStable();
  }

  it('sends the company of an owner', async () => {
    await open();
    await type('Nombre del negocio', 'Kiosco Sol');
    await type('CUIT o número fiscal', '30-71234567-8');
    await fillAndSend();
    expect((await requested('/auth/registro')).request.body).toEqual({
      nombre: 'Carla Gómez',
      email: 'carla@demo.com',
      password: 'Clave-123',
      otp_method: 'totp',
      empresa_id: '30-71234567-8',
      empresa_nombre: 'Kiosco Sol',
    });
  });

  it('sends no company for a buyer, whatever was typed before', async () => {
    await open();
    await type('Nombre del negocio', 'Kiosco Sol');
    await choose('buyer');
    await fillAndSend();
    expect(Object.keys((await requested('/auth/registro')).request.body as object)).toEqual([
      'nombre',
      'email',
      'password',
      'otp_method',
    ]);
  });

  it('takes the invitation from the link', async () => {
    await open('/registro?codigo=INV-1&correo=carla@demo.com');
    expect(inputOf('Código de invitación')?.value).toBe('INV-1');
    await fillAndSend();
    expect((await requested('/auth/registro')).request.body).toMatchObject({ codigo_invitacion: 'INV-1' });
  });

  it('shows a weak password at its field without asking the server', async () => {
    await open();
    await choose('buyer');
    await type('Nombre y apellido', 'Carla');
    await type('E-mail', 'carla@demo.com');
    await type('Contraseña', 'corta');
    page().querySelector('form')?.dispatchEvent(new Event('submit'));
    await harness.fixture.whenStable();
    backend.expectNone('/auth/registro');
    expect(page().textContent).toContain('todavía no cumple');
  });

  it('goes on with the second factor and its backup codes', async () => {
    await open();
    await choose('buyer');
    await fillAndSend();
    (await requested('/auth/registro')).flush({
      message: 'Registro exitoso',
      usuario: {},
      empresa: null,
      otp_setup: {
        method: 'totp',
        secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
        provisioning_uri: 'otpauth://totp/Mostrador:carla@demo.com?secret=JBSWY3DPEHPK3PXP',
        backup_codes: ['a1b2c3d4', 'b1b2c3d4', 'c1b2c3d4', 'd1b2c3d4', 'e1b2c3d4'],
        activation_token: 'activar',
      },
    });
    await vi.waitFor(() => expect(page().textContent).toContain('a1b2c3d4'));
    expect(page().textContent).toContain('JBSW Y3DP');
  });

  it('keeps the plan that was chosen, for whoever has an account too', async () => {
    await open('/registro?plan=2&periodo=anual');
    expect(page().textContent).toContain('Guardamos el plan que elegiste');
    const signIn = [...page().querySelectorAll('a')].find((link) => link.textContent.trim() === 'Ingresar');
    expect(decodeURIComponent(signIn?.getAttribute('href') ?? '')).toBe(
      '/ingresar?volver=/mi-cuenta/suscripcion?plan=2&periodo=anual',
    );
    await choose('buyer');
    expect(page().textContent).not.toContain('Guardamos el plan que elegiste');
  });
});
