import type { InboxRow } from '../../../core/wire';
import type { StatusTone } from '../../../shared/status/status-chip';

export type WebhookState = 'pending' | 'retrying' | 'handled' | 'given_up';

const TONES: Readonly<Record<WebhookState, StatusTone>> = {
  pending: 'waiting',
  retrying: 'undecided',
  handled: 'paid',
  given_up: 'failed',
};

/** How far a notification is; one that failed and will be tried again is not merely waiting. */
export function webhookState(row: Pick<InboxRow, 'state' | 'attempts' | 'lastError'>): WebhookState {
  return row.state === 'pending' && row.attempts > 0 && row.lastError !== null ? 'retrying' : row.state;
}

export function webhookTone(state: WebhookState): StatusTone {
  return TONES[state];
}

/** A body as it arrived, set out in lines when it is JSON. */
export function bodyText(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
