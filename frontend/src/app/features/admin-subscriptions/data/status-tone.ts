import type { StatusTone } from '../../../shared/status/status-chip';
import type { IconName } from '../../../shared/icon/icon-names';
import type { SubscriptionStatus } from './subscriptions-wire';

const LOOKS: Readonly<Record<SubscriptionStatus, readonly [tone: StatusTone, icon: IconName]>> = {
  activa: ['paid', 'check_circle'],
  programada: ['undecided', 'schedule'],
  pendiente_pago: ['waiting', 'hourglass_top'],
  suspendida: ['waiting', 'pause'],
  inactiva: ['neutral', 'history'],
  cancelada: ['failed', 'cancel'],
};

/** Colour and symbol of a subscription's state; an unknown one is quiet. */
export function lookOf(status: string): readonly [tone: StatusTone, icon: IconName] {
  return (LOOKS as Readonly<Partial<Record<string, readonly [StatusTone, IconName]>>>)[status] ?? ['neutral', 'info'];
}
