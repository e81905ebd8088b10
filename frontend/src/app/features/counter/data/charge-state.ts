import type { ChargeStatus } from './charge-wire';

/** What the person at the counter must know: one of these, never two. */
export type ChargePhase = 'waiting' | 'processing' | 'paid' | 'failed' | 'cancelled' | 'expired' | 'undecided' | 'refunded';

const PHASES: Readonly<Partial<Record<string, ChargePhase>>> = {
  PENDING: 'waiting',
  PROCESSING: 'processing',
  PROCESSED: 'paid',
  CANCELED: 'cancelled',
  FAILED: 'failed',
  EXPIRED: 'expired',
  UNDECIDED: 'undecided',
  REFUNDED: 'refunded',
  PARTIALLY_REFUNDED: 'refunded',
  CHARGED_BACK: 'refunded',
} satisfies Record<ChargeStatus, ChargePhase>;

/** A state we do not know is never taken as unpaid. */
export function phaseOf(status: ChargeStatus): ChargePhase {
  return PHASES[status] ?? 'undecided';
}

/** True while asking again may bring news: everything that is not decided. */
export function isOpen(phase: ChargePhase): boolean {
  return phase === 'waiting' || phase === 'processing' || phase === 'undecided';
}

/** True while the charge can be taken back. */
export function isCancellable(phase: ChargePhase): boolean {
  return phase === 'waiting' || phase === 'processing';
}

/** True when no money moved and the same amount may be charged again. */
export function isUnpaid(phase: ChargePhase): boolean {
  return phase === 'failed' || phase === 'cancelled' || phase === 'expired';
}
