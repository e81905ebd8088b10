import type { StatusTone } from '../../../shared/status/status-chip';
import type { ApiKey } from './keys-wire';

export type KeyState = 'active' | 'inactive' | 'expired';

const TONES: Readonly<Record<KeyState, StatusTone>> = {
  active: 'paid',
  inactive: 'neutral',
  expired: 'waiting',
};

/** Whether a key works at `now` (milliseconds), and if not, why. An inactive one was paused or revoked. */
export function keyState(key: Pick<ApiKey, 'activo' | 'fecha_expiracion'>, now: number): KeyState {
  if (!key.activo) {
    return 'inactive';
  }
  return key.fecha_expiracion !== null && Date.parse(key.fecha_expiracion) <= now ? 'expired' : 'active';
}

export function keyTone(state: KeyState): StatusTone {
  return TONES[state];
}
