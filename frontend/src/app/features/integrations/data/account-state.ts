import type { LinkedAccount } from './integrations-wire';

/** What the owner must know about a connection, the most urgent first. */
export type AccountState = 'none' | 'reauthorize' | 'expired' | 'expiring' | 'connected';

export function stateOf(account: LinkedAccount | null, now: number): AccountState {
  if (account === null || (!account.isConnected && !account.needsReauthorization)) {
    return 'none';
  }
  if (account.needsReauthorization) {
    return 'reauthorize';
  }
  const { days } = tokenLife(account, now);
  if (days !== null && days <= 0) {
    return 'expired';
  }
  return account.isTokenExpiringSoon ? 'expiring' : 'connected';
}

export interface TokenLife {
  /** Days left, begun ones included, negative or 0 when it is over; null when the end is not known. */
  readonly days: number | null;
  /** Part of its life that is left, 0 to 1. */
  readonly left: number;
}

const DAY_MS = 86_400_000;

/** How much of the token's life is left, counted from the last renewal. */
export function tokenLife(account: LinkedAccount, now: number): TokenLife {
  if (account.tokenExpiresAt === null) {
    return { days: null, left: 0 };
  }
  const end = Date.parse(account.tokenExpiresAt);
  const start = Date.parse(account.lastRefreshAt ?? account.createdAt);
  const left = end > start ? (end - now) / (end - start) : 0;
  return { days: Math.ceil((end - now) / DAY_MS), left: Math.min(1, Math.max(0, left)) };
}
