/** What other features may know about plans and services. */
export { PlansClient, planChoice } from '../data/plans-client';
export type { Plan, Service } from '../data/catalogue-wire';
