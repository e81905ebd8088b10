import type { Subscription, SubscriptionStatus } from './subscriptions-wire';

/** What an operator may do with a subscription. */
export type Move = 'renew' | 'suspend' | 'reactivate' | 'discount' | 'changePlan' | 'settings' | 'cancel';

const MOVES: Readonly<Record<SubscriptionStatus, readonly Move[]>> = {
  pendiente_pago: ['settings', 'cancel'],
  programada: ['discount', 'settings', 'cancel'],
  activa: ['renew', 'changePlan', 'discount', 'suspend', 'settings', 'cancel'],
  suspendida: ['reactivate', 'renew', 'discount', 'settings', 'cancel'],
  inactiva: ['renew', 'cancel'],
  cancelada: ['renew'],
};

/** The moves that its state allows (contract 20 §3, §6), the most wanted first. */
export function movesOf(subscription: Pick<Subscription, 'estado'>): readonly Move[] {
  return MOVES[subscription.estado];
}
