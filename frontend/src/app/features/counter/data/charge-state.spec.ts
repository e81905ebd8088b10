import { isCancellable, isOpen, isUnpaid, phaseOf } from './charge-state';
import type { ChargeStatus } from './charge-wire';
import { liveWords } from './live-words';
import { reasonText } from './reasons';
import { COUNTER_TEXTS } from './texts';

const STATUSES: ChargeStatus[] = [
  'PENDING', 'PROCESSING', 'PROCESSED', 'CANCELED', 'FAILED', 'EXPIRED', 'UNDECIDED', 'REFUNDED',
  'PARTIALLY_REFUNDED', 'CHARGED_BACK',
];
const words = (change: Partial<Parameters<typeof liveWords>[0]>) =>
  liveWords({
    phase: 'waiting', channel: 'QR', statusDetail: null, isCancelling: false, isCancelRefused: false, isUnsure: false,
    ...change,
  });

describe('the state of a charge', () => {
  it('offers to charge again only where certainly no money moved', () => {
    const again = STATUSES.filter((status) => isUnpaid(phaseOf(status)));
    expect(again).toEqual(['CANCELED', 'FAILED', 'EXPIRED']);
  });

  it('goes on asking while it is not decided, undecided included', () => {
    expect(STATUSES.filter((status) => isOpen(phaseOf(status)))).toEqual(['PENDING', 'PROCESSING', 'UNDECIDED']);
    expect(STATUSES.filter((status) => isCancellable(phaseOf(status)))).toEqual(['PENDING', 'PROCESSING']);
  });

  it('never takes an unknown state as unpaid', () => {
    expect(phaseOf('SOMETHING_NEW' as ChargeStatus)).toBe('undecided');
  });

  it('has a title for every state', () => {
    for (const status of STATUSES) {
      expect(words({ phase: phaseOf(status) }).title).not.toBe('');
    }
  });

  it('says not to charge again while nobody knows', () => {
    expect(words({ isUnsure: true }).text).toContain('no vuelvas a cobrar');
    expect(words({ phase: 'undecided', channel: 'POINT' }).text).toContain('No vuelvas a cobrar');
    expect(words({ phase: 'undecided', channel: 'QR' }).text).toContain('billetera');
  });

  it('words a cancellation that is not certain before anything else', () => {
    expect(words({ isCancelling: true, isUnsure: true })).toEqual(COUNTER_TEXTS.live.cancelling);
    expect(words({ phase: 'processing', channel: 'POINT', isCancelRefused: true }).title).toContain('terminal');
  });
});

describe('why a charge was refused', () => {
  it('reads the codes of the terminal and of card payments alike', () => {
    expect(reasonText('insufficient_amount')).toContain('saldo');
    expect(reasonText('cc_rejected_insufficient_amount')).toBe(reasonText('insufficient_amount'));
    expect(reasonText('cc_rejected_call_for_authorize')).toBe(reasonText('required_call_for_authorize'));
    expect(reasonText('rejected_other_reason')).toBe(reasonText('cc_rejected_other_reason'));
    expect(reasonText('rejected_by_bank')).toContain('banco');
  });

  it('has words for every code that the terminal may tell', () => {
    const codes = [
      'bad_filled_card_data', 'required_call_for_authorize', 'card_disabled', 'high_risk', 'insufficient_amount',
      'invalid_installments', 'max_attempts_exceeded', 'rejected_other_reason', 'processing_error',
      'amount_limit_exceeded',
    ];
    expect(codes.filter((code) => reasonText(code) === COUNTER_TEXTS.reasonUnknown)).toEqual([]);
  });

  it('promises nothing for a code it does not know', () => {
    expect(reasonText('new_reason')).toBe(COUNTER_TEXTS.reasonUnknown);
    expect(reasonText(null)).toBe(COUNTER_TEXTS.reasonUnknown);
    expect(reasonText('constructor')).toBe(COUNTER_TEXTS.reasonUnknown);
  });
});
