import { EMPTY_USER, endsSessions, needsCompany, newUser, userChange } from './user-model';

const SAVED = { ...EMPTY_USER, nombre: 'Ana', email: 'ana@demo.com', empresa_id: '3', telefono: '341' };

describe('the form of an account', () => {
  it('sends only what was filled in for a new one, and no company for a role without', () => {
    const typed = { ...SAVED, password: 'Clave.2026', rol: 'admin' as const, telefono: ' ' };
    expect(newUser(typed)).toEqual({ nombre: 'Ana', email: 'ana@demo.com', password: 'Clave.2026', rol: 'admin' });
    expect(newUser({ ...typed, rol: 'cashier' }).empresa_id).toBe(3);
  });

  it('sends nothing when nothing changed, and only what did', () => {
    expect(userChange(SAVED, SAVED)).toEqual({});
    expect(userChange({ ...SAVED, nombre: ' Ana Ríos ', telefono: '' }, SAVED)).toEqual({ nombre: 'Ana Ríos', telefono: null });
  });

  it('takes the company away with a role that has none, and says that sessions end', () => {
    const change = userChange({ ...SAVED, rol: 'user' }, SAVED);
    expect(change).toEqual({ rol: 'user', empresa_id: null });
    expect(endsSessions(change)).toBe(true);
    expect(endsSessions({ nombre: 'Ana' })).toBe(false);
  });

  it('knows which roles cannot do without a company', () => {
    expect((['admin', 'user', 'cliente', 'seller', 'cashier', 'coordinator', 'scanner'] as const).filter(needsCompany)).toEqual([
      'seller', 'cashier', 'coordinator', 'scanner',
    ]);
  });
});
