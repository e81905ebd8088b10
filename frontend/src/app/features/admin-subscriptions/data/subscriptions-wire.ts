import type * as wire from '../../../core/wire';

export type { NewSubscription, Plan, Quote, Subscription, SubscriptionDetail, SubscriptionPage } from '../../../core/wire';
export type SubscriptionStatus = wire.Subscription['estado'];
export type Period = wire.Subscription['periodo'];
export type SubscriptionCounts = wire.Statistics;
/** What changes without another subscription; only what is named. */
export type SubscriptionChange = Partial<wire.Changes>;
export type Renewal = Partial<wire.Renewal>;
