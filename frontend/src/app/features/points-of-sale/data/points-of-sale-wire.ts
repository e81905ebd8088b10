import type * as wire from '../../../core/wire';

export type { PointOfSale, Store } from '../../../core/wire';
export type QrCashier = wire.Cashier;

/** What the form of a point of sale sends. */
export type PointOfSaleForm = Required<Pick<wire.NewPointOfSale, 'code' | 'name' | 'branch'>>;

/** A Point terminal of the connected account; only in PDV mode it takes charges. */
export type Terminal = wire.Terminal & { operating_mode: 'PDV' | 'STANDALONE' | 'UNDEFINED' | 'SELF_SERVICE' };
