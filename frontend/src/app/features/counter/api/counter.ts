/** What other features may know about the counter. */
export { ChargeClient } from '../data/charge-client';
export type { OpenCharge } from '../data/charge-wire';
