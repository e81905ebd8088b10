import type * as wire from '../../../core/wire';

/** How the customer pays at the counter. Cash is ours; the other two are channels of the API. */
export type Channel = 'QR' | 'POINT';
export type Means = Channel | 'CASH';

export type ChargeStatus =
  | 'PENDING'
  | 'PROCESSING'
  | 'PROCESSED'
  | 'CANCELED'
  | 'FAILED'
  | 'EXPIRED'
  | 'UNDECIDED'
  | 'REFUNDED'
  | 'PARTIALLY_REFUNDED'
  | 'CHARGED_BACK';

export type DraftItem = wire.LineRequest;
/** The sale that the server completes when the charge is paid. */
export type SaleDraft = Partial<wire.SaleDraft>;
/** Body of a new charge on either channel; its reference is made here, once for each attempt. */
export type NewCharge = Omit<wire.Charge, 'externalReference' | 'sale'> & { externalReference: string; sale: SaleDraft };
/** Answer of a new charge on either channel. */
export type StartedCharge = Pick<wire.OrderCreated, 'id'>;

interface Told {
  channel: Channel | 'ONLINE';
  status: ChargeStatus;
}

/** State of a charge, in the Point vocabulary on both channels; `orderId` is null until Mercado Pago confirmed it. */
export type ChargeReading = Omit<wire.OrderStatus, keyof Told> & Told;
/** A row of the charges that are not over. */
export type OpenCharge = Omit<wire.OpenOrder, keyof Told> & Told;
