/** `pointOfSale` of the API. */
export interface PointOfSale {
  id: string;
  code: string;
  name: string;
  branch: string | null;
  isActive: boolean;
  mpDeviceId: string | null;
  mpDeviceName: string | null;
  mpQrPosId: number | null;
  mpQrExternalId: string | null;
}

/** What the form of a point of sale sends. */
export interface PointOfSaleChange {
  code: string;
  name: string;
  branch: string | null;
}

export type OperatingMode = 'PDV' | 'STANDALONE' | 'UNDEFINED' | 'SELF_SERVICE';

/** A Point terminal of the connected account. */
export interface Terminal {
  id: string;
  operating_mode: OperatingMode;
  pos_id: string | number | null;
  store_id: string | null;
  external_pos_id: string | null;
}

/** A shop of the connected account. */
export interface Store {
  id: string;
  name: string;
  external_id: string | null;
}

/** A QR cashier of the connected account. */
export interface QrCashier {
  id: number;
  name: string;
  external_id: string | null;
  store_id: string | null;
}
