import type { StatusTone } from '../../../shared/status/status-chip';
import type { ApiKey } from './keys-wire';

export type KeyState = 'active' | 'paused' | 'expired' | 'revoked';

const TONES: Readonly<Record<KeyState, StatusTone>> = {
  active: 'paid',
  paused: 'waiting',
  expired: 'neutral',
  revoked: 'failed',
};

/** Whether a key works at `now` (milliseconds), and if not, why. What is final wins. */
export function keyState(key: ApiKey, now: number): KeyState {
  if (key.revocada_en) {
    return 'revoked';
  }
  if (key.fecha_expiracion && Date.parse(key.fecha_expiracion) <= now) {
    return 'expired';
  }
  return key.activo ? 'active' : 'paused';
}

export function keyTone(state: KeyState): StatusTone {
  return TONES[state];
}
