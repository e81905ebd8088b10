/** What other features may know about subscriptions. */
export { PERIOD_CHOICES, YEAR_CHOICES } from '../data/choices';
export { SubscriptionsClient } from '../data/subscriptions-client';
export { ChangePlanDialog, type PlanChangeGiven } from '../ui/change-plan-dialog';
export { SubscriptionState } from '../ui/subscription-state';
