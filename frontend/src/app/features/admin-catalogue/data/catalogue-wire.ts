import type * as wire from '../../../core/wire';

export type { Plan, PlanSummary, Service } from '../../../core/wire';
/** A service in a plan, with its limit; null is without. */
export type LimitedService = wire.IncludedService;
export type PlanServices = wire.PlanContents;
/** One service of a plan as it is sent. */
export type PlanServiceLink = Required<wire.PlannedService>;
