import { stateOf, tokenLife } from './account-state';
import type { LinkedAccount } from './integrations-wire';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const account = (change: Partial<LinkedAccount>) => ({
  id: 'a1', appType: 'POINT', mpUserId: '200300400', nickname: 'KIOSCO', environment: 'test', isConnected: true,
  isActive: true, needsReauthorization: false, isTokenExpiringSoon: false, tokenExpiresAt: '2027-05-19T12:00:00Z',
  lastRefreshAt: null, lastError: null, createdAt: '2026-11-20T12:00:00Z', ...change,
}) as LinkedAccount;

describe('a connection', () => {
  it('tells the most urgent thing first', () => {
    expect(stateOf(null, NOW)).toBe('none');
    expect(stateOf(account({ isConnected: false, isActive: false }), NOW)).toBe('none');
    expect(stateOf(account({ isConnected: false, needsReauthorization: true, isTokenExpiringSoon: true }), NOW)).toBe(
      'reauthorize',
    );
    expect(stateOf(account({ tokenExpiresAt: '2026-11-19T12:00:00Z' }), NOW)).toBe('expired');
    expect(stateOf(account({ isTokenExpiringSoon: true, tokenExpiresAt: '2026-11-23T12:00:00Z' }), NOW)).toBe('expiring');
    expect(stateOf(account({}), NOW)).toBe('connected');
  });

  it('counts the life of its token from the last renewal', () => {
    expect(tokenLife(account({}), NOW)).toEqual({ days: 180, left: 1 });
    const half = account({ lastRefreshAt: '2026-11-10T12:00:00Z', tokenExpiresAt: '2026-11-30T12:00:00Z' });
    expect(tokenLife(half, NOW)).toEqual({ days: 10, left: 0.5 });
    expect(tokenLife(account({ tokenExpiresAt: null }), NOW)).toEqual({ days: null, left: 0 });
  });
});
