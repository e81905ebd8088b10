import type { NewUser, ShownUser, User, UserChange } from '../../../core/wire';

/** What is typed in the form of an account. */
export interface UserModel {
  nombre: string;
  email: string;
  password: string;
  rol: User['rol'];
  empresa_id: string;
  telefono: string;
  direccion: string;
  ciudad: string;
  pais: string;
  fecha_nacimiento: string;
  supabase_sub: string;
}

export const EMPTY_USER: UserModel = {
  nombre: '',
  email: '',
  password: '',
  rol: 'cliente',
  empresa_id: '',
  telefono: '',
  direccion: '',
  ciudad: '',
  pais: '',
  fecha_nacimiento: '',
  supabase_sub: '',
};

const PERSONAL = ['telefono', 'direccion', 'ciudad', 'pais'] as const;
const CLEARABLE = [...PERSONAL, 'fecha_nacimiento'] as const;

/** Operators and buyers belong to no company. */
export function mayHaveCompany(rol: User['rol']): boolean {
  return rol !== 'admin' && rol !== 'user';
}

/** Whoever works in a company needs one; an owner may wait for it. */
export function needsCompany(rol: User['rol']): boolean {
  return mayHaveCompany(rol) && rol !== 'cliente';
}

export function userModel(user: ShownUser): UserModel {
  const texts = Object.fromEntries(CLEARABLE.map((field) => [field, user[field] ?? ''])) as Pick<UserModel, (typeof CLEARABLE)[number]>;
  return {
    ...EMPTY_USER,
    ...texts,
    nombre: user.nombre,
    email: user.email,
    rol: user.rol,
    empresa_id: user.empresa_id === null ? '' : String(user.empresa_id),
  };
}

export function newUser(model: UserModel): NewUser {
  const filled = PERSONAL.filter((field) => model[field].trim() !== '').map((field) => [field, model[field].trim()] as const);
  return {
    nombre: model.nombre.trim(),
    email: model.email.trim(),
    password: model.password,
    rol: model.rol,
    ...(companyOf(model) === null ? {} : { empresa_id: companyOf(model) }),
    ...Object.fromEntries(filled),
  };
}

/** Only what changed; an emptied field clears what was there. */
export function userChange(model: UserModel, saved: UserModel): Partial<UserChange> {
  const cleared = CLEARABLE.filter((field) => model[field].trim() !== saved[field]).map(
    (field) => [field, model[field].trim() || null] as const,
  );
  return {
    ...(model.nombre.trim() === saved.nombre ? {} : { nombre: model.nombre.trim() }),
    ...(model.email.trim() === saved.email ? {} : { email: model.email.trim() }),
    ...(model.rol === saved.rol ? {} : { rol: model.rol }),
    ...(companyOf(model) === companyOf(saved) ? {} : { empresa_id: companyOf(model) }),
    ...Object.fromEntries(cleared),
    ...(model.supabase_sub.trim() === '' ? {} : { supabase_sub: model.supabase_sub.trim() }),
  };
}

/** A new role or company ends the sessions of the account. */
export function endsSessions(change: Partial<UserChange>): boolean {
  return 'rol' in change || 'empresa_id' in change;
}

function companyOf(model: UserModel): number | null {
  return mayHaveCompany(model.rol) && model.empresa_id !== '' ? Number(model.empresa_id) : null;
}
