/** The roles of the wire, `usuario.rol`. */
export type Role = 'admin' | 'cliente' | 'seller' | 'cashier' | 'coordinator' | 'scanner' | 'user';

/** `usuario` as the identity routes send it. */
export interface Usuario {
  id: number;
  nombre: string;
  email: string;
  rol: Role;
  empresa_id: number | null;
  is_active: boolean;
  otp_enabled: boolean;
  email_verificado: boolean;
  password_temporal: boolean;
  telefono: string | null;
  direccion: string | null;
  ciudad: string | null;
  pais: string | null;
  fecha_nacimiento: string | null;
  creado_en: string;
}

/** Answer of login, second step and refresh. In browser mode the refresh token is a cookie and null here. */
export interface TokenResponse {
  access_token: string;
  refresh_token: string | null;
  token_type: string;
  expires_in: number;
  usuario: Usuario;
}

/** Roles that work inside a company, or for all of them: who may enter `/panel`. */
export const PANEL_ROLES: readonly Role[] = ['admin', 'cliente', 'seller', 'cashier', 'coordinator', 'scanner'];
/** Roles that charge at a counter (`sell` of the contract). */
export const SELLING_ROLES: readonly Role[] = ['admin', 'cliente', 'seller', 'cashier'];
/** Roles that manage accounts, points of sale and integrations. */
export const MANAGING_ROLES: readonly Role[] = ['admin', 'cliente', 'seller'];

/** Where a person of this role starts working. */
export function homeOf(role: Role): string {
  if (role === 'user') {
    return '/mi-cuenta';
  }
  return role === 'cashier' ? '/panel/cobrar' : '/panel';
}
