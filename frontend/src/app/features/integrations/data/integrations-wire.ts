export type { Account as LinkedAccount, Accounts as LinkedAccounts } from '../../../core/wire';

/** The kinds of connection a company may have, one of each. */
export type AppType = 'POINT' | 'QR' | 'ONLINE';
