import type { User } from '../core/wire';
import { accountPlaces } from './account-places';

const pathsOf = (rol: User['rol'], empresa_id: number | null) =>
  accountPlaces({ rol, empresa_id } as User).map((place) => place.path.replace('/mi-cuenta', ''));

describe('the pages of the own account', () => {
  it('are all of them for an owner', () => {
    expect(pathsOf('cliente', 3)).toEqual(['', '/seguridad', '/suscripcion', '/equipo', '/claves', '/empresa']);
  });

  it('show the company to who works there', () => {
    expect(pathsOf('cashier', 3)).toEqual(['', '/seguridad', '/empresa']);
  });

  it('are the own data without a company', () => {
    expect(pathsOf('user', null)).toEqual(['', '/seguridad']);
    expect(pathsOf('cliente', null)).toEqual(['', '/seguridad']);
    expect(pathsOf('admin', null)).toEqual(['', '/seguridad']);
  });
});
