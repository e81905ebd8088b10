import type { User } from '../wire';

/** The roles of the wire, `usuario.rol`. */
export type Role = User['rol'];

/** Roles that work inside a company, or for all of them: who may enter `/panel`. */
export const PANEL_ROLES: readonly Role[] = ['admin', 'cliente', 'seller', 'cashier', 'coordinator', 'scanner'];
/** Roles that charge at a counter (`sell` of the contract). */
export const SELLING_ROLES: readonly Role[] = ['admin', 'cliente', 'seller', 'cashier'];
/** Roles that manage accounts, points of sale and integrations. */
export const MANAGING_ROLES: readonly Role[] = ['admin', 'cliente', 'seller'];
/** Roles that run the platform. */
export const OPERATING_ROLES: readonly Role[] = ['admin'];

/** Where a person of this role starts working. */
export function homeOf(role: Role): string {
  if (role === 'user') {
    return '/mi-cuenta';
  }
  if (role === 'admin') {
    return '/panel/admin';
  }
  return role === 'cashier' ? '/panel/cobrar' : '/panel';
}

/** Whether somebody owns a company; an owner may still wait for one. */
export function isOwner(user: User | null): boolean {
  return user?.rol === 'cliente' && user.empresa_id !== null;
}
