/** What other features may know about the connections with Mercado Pago. */
export { type AccountState, stateOf, tokenLife } from '../data/account-state';
export { IntegrationsClient } from '../data/integrations-client';
export type { LinkedAccount, LinkedAccounts } from '../data/integrations-wire';
