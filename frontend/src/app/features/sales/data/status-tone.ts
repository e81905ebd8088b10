import type { StatusTone } from '../../../shared/status/status-chip';
import type { SaleStatus } from './sales-wire';

const TONES: Readonly<Partial<Record<string, StatusTone>>> = {
  COMPLETED: 'paid',
  CANCELLED: 'failed',
  REFUNDED: 'refunded',
  PARTIAL_REFUND: 'refunded',
} satisfies Record<SaleStatus, StatusTone>;

/** The colour of a sale's state. */
export function statusTone(status: SaleStatus): StatusTone {
  return TONES[status] ?? 'neutral';
}
