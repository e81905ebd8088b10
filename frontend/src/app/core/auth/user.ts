import type { User } from '../wire';

/** The roles of the wire, `usuario.rol`. */
export type Role = User['rol'];

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
