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

export interface DraftItem {
  productName: string;
  quantity: number;
  unitPrice: number;
  discount: number;
  taxRate?: number;
}

/** The sale that the server completes when the charge is paid. */
export interface SaleDraft {
  items?: DraftItem[];
  customerName?: string;
  notes?: string;
}

/** Body of a new charge on either channel. */
export interface NewCharge {
  pointOfSaleId: string;
  amount: number;
  externalReference: string;
  description?: string;
  sale: SaleDraft;
}

/** Answer of a new charge. */
export interface StartedCharge {
  id: string;
}

/** State of a charge, in the Point vocabulary on both channels. */
export interface ChargeReading {
  id: string;
  /** Mercado Pago's id; null while nobody knows whether the charge arrived there. */
  orderId: string | null;
  channel: Channel | 'ONLINE';
  status: ChargeStatus;
  statusDetail: string | null;
  amount: number;
  paymentMethod: string | null;
  cardBrand: string | null;
  cardLastFour: string | null;
  installments: number | null;
  saleId: string | null;
  qrData: string | null;
  expiresAt: string;
  cancelRequested: boolean;
}

/** A row of the charges that are not over. */
export interface OpenCharge {
  id: string;
  channel: Channel | 'ONLINE';
  amount: number;
  status: ChargeStatus;
  createdAt: string;
}
