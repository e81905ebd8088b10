import { isOwner } from '../core/auth/user';
import type { User } from '../core/wire';
import type { IconName } from '../shared/icon/icon-names';
import { SHELL_TEXTS } from './texts';

/** A page of `/mi-cuenta`. */
export interface Place {
  path: string;
  label: string;
  icon: IconName;
}

const OWN: readonly Place[] = [
  { path: '/mi-cuenta', label: SHELL_TEXTS.profile, icon: 'person' },
  { path: '/mi-cuenta/seguridad', label: SHELL_TEXTS.security, icon: 'shield_lock' },
];
const COMPANY: Place = { path: '/mi-cuenta/empresa', label: SHELL_TEXTS.company, icon: 'apartment' };
const OWNED: readonly Place[] = [
  { path: '/mi-cuenta/suscripcion', label: SHELL_TEXTS.subscription, icon: 'autorenew' },
  { path: '/mi-cuenta/equipo', label: SHELL_TEXTS.team, icon: 'group' },
  { path: '/mi-cuenta/claves', label: SHELL_TEXTS.keys, icon: 'key' },
  COMPANY,
];

/** The own data for everybody, the company's for who works there, its business for who owns it. */
export function accountPlaces(user: User | null): readonly Place[] {
  return [...OWN, ...(isOwner(user) ? OWNED : user?.empresa_id ? [COMPANY] : [])];
}
