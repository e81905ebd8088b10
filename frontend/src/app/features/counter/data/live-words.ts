import type { ChargePhase } from './charge-state';
import { reasonText } from './reasons';
import { COUNTER_TEXTS } from './texts';

/** What is known about a charge when its state is worded. */
export interface LiveFacts {
  readonly phase: ChargePhase;
  readonly channel: 'QR' | 'POINT';
  readonly statusDetail: string | null;
  /** A cancellation was asked for and is not certain. */
  readonly isCancelling: boolean;
  /** The terminal refused to let go. */
  readonly isCancelRefused: boolean;
  /** Nobody knows yet whether Mercado Pago has the charge. */
  readonly isUnsure: boolean;
}

/** The state of a charge: what happened, and what to do now. */
export interface LiveWords {
  readonly title: string;
  readonly text: string;
}

const { live: LIVE, ended: ENDED, paid: PAID } = COUNTER_TEXTS;

/** Words the state of a charge for the person at the counter. */
export function liveWords(facts: LiveFacts): LiveWords {
  switch (facts.phase) {
    case 'waiting':
    case 'processing':
      return openWords(facts);
    case 'paid':
      return { title: PAID.title, text: '' };
    case 'failed':
      return { title: ENDED.failed, text: reasonText(facts.statusDetail) };
    case 'cancelled':
      return { title: ENDED.cancelled, text: ENDED.cancelledText };
    case 'expired':
      return { title: ENDED.expired, text: ENDED.expiredText };
    case 'refunded':
      return { title: ENDED.refunded, text: ENDED.refundedText };
    case 'undecided':
      return { title: ENDED.undecided, text: facts.channel === 'QR' ? ENDED.undecidedQr : ENDED.undecidedPoint };
  }
}

function openWords(facts: LiveFacts): LiveWords {
  if (facts.isCancelling) {
    return LIVE.cancelling;
  }
  if (facts.isUnsure) {
    return LIVE.unsure;
  }
  if (facts.isCancelRefused) {
    return LIVE.cancelRefused;
  }
  if (facts.phase === 'processing') {
    return facts.channel === 'QR' ? LIVE.processingQr : LIVE.processingPoint;
  }
  return LIVE[facts.channel];
}
