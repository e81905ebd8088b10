/** What other features may know about subscriptions. */
export { discounted, endOf, times, usualDiscount } from '../data/period';
export { SubscriptionsClient } from '../data/subscriptions-client';
export { SubscriptionState } from '../ui/subscription-state';
