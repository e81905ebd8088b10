import { COUNTER_TEXTS } from './texts';

const REASONS = new Map<string, string>(Object.entries(COUNTER_TEXTS.reasons));

/**
 * Why a charge was refused, as a sentence for the customer, from Mercado Pago's `status_detail`.
 *
 * Knows the codes of the terminal and those of card payments (`cc_rejected_…`); anything else gets a sentence that
 * promises nothing.
 */
export function reasonText(statusDetail: string | null | undefined): string {
  const code = (statusDetail ?? '').toLowerCase().replace(/^cc_rejected_/, '').replace(/^rejected_/, '');
  return REASONS.get(code) ?? COUNTER_TEXTS.reasonUnknown;
}
