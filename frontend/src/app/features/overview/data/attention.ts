import type { IconName } from '../../../shared/icon/icon-names';
import type { StatusTone } from '../../../shared/status/status-chip';
import { OVERVIEW_TEXTS } from './texts';

/** One thing that a person has to look at. */
export interface Attention {
  readonly id: string;
  readonly tone: StatusTone;
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly path: string;
}

/** What the list is made from. `connections` is null for people who may not see them. */
export interface Facts {
  readonly charges: readonly { id: string; amount: number; status: string; createdAt: string }[];
  readonly points: readonly { id: string; name: string; isActive: boolean; isLinked: boolean }[] | null;
  readonly connections: readonly { kind: string; state: 'none' | 'reauthorize' | 'expired' | 'expiring' | 'connected' }[] | null;
  readonly now: number;
  readonly money: (amount: number) => string;
}

const WAITING_TOO_LONG_MS = 5 * 60_000;
const TEXTS = OVERVIEW_TEXTS.items;

/** What needs a person, the most urgent first: money nobody is sure of, then what stops charging, then the rest. */
export function attentionOf(facts: Facts): Attention[] {
  return [...chargeItems(facts), ...connectionItems(facts), ...pointItems(facts)];
}

function chargeItems({ charges, now, money }: Facts): Attention[] {
  const undecided = charges.filter((charge) => charge.status === 'UNDECIDED');
  const old = charges.filter(
    (charge) => charge.status !== 'UNDECIDED' && now - Date.parse(charge.createdAt) > WAITING_TOO_LONG_MS,
  );
  const item = (tone: 'undecided' | 'waiting', icon: IconName) => (charge: (typeof charges)[number]) => ({
    id: charge.id,
    tone,
    icon,
    title: TEXTS[tone](money(charge.amount)),
    text: tone === 'undecided' ? TEXTS.undecidedText : TEXTS.waitingText,
    action: TEXTS.look,
    path: `/panel/cobrar/${charge.id}`,
  });
  return [...undecided.map(item('undecided', 'help')), ...old.map(item('waiting', 'hourglass_top'))];
}

function connectionItems({ connections }: Facts): Attention[] {
  if (connections === null) {
    return [];
  }
  const path = '/panel/integraciones';
  if (connections.every(({ state }) => state === 'none')) {
    return [
      { id: 'none', tone: 'waiting', icon: 'link_off', title: TEXTS.noneConnected, text: TEXTS.noneConnectedText, action: TEXTS.connect, path },
    ];
  }
  return connections.flatMap(({ kind, state }): Attention[] => {
    if (state === 'reauthorize' || state === 'expired') {
      return [
        { id: kind, tone: 'failed', icon: 'sync_problem', title: TEXTS.reauthorize(kind), text: TEXTS.reauthorizeText, action: TEXTS.connect, path },
      ];
    }
    return state === 'expiring'
      ? [{ id: kind, tone: 'waiting', icon: 'schedule', title: TEXTS.expiring(kind), text: TEXTS.expiringText, action: TEXTS.look, path }]
      : [];
  });
}

function pointItems({ points }: Facts): Attention[] {
  if (points === null) {
    return [];
  }
  const active = points.filter((point) => point.isActive);
  const path = '/panel/puntos-de-venta';
  if (active.length === 0) {
    return [
      { id: 'points', tone: 'waiting', icon: 'storefront', title: TEXTS.noPoints, text: TEXTS.noPointsText, action: TEXTS.create, path: `${path}/nuevo` },
    ];
  }
  return active
    .filter((point) => !point.isLinked)
    .map((point) => ({
      id: point.id,
      tone: 'neutral' as const,
      icon: 'link_off' as const,
      title: TEXTS.noDevice(point.name),
      text: TEXTS.noDeviceText,
      action: TEXTS.link,
      path: `${path}/${point.id}`,
    }));
}
