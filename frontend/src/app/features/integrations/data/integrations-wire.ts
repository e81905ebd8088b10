export type AppType = 'POINT' | 'QR' | 'ONLINE';

/** One linked Mercado Pago account, as `GET /api/mercadopago/config` tells it. */
export interface LinkedAccount {
  id: string;
  appType: AppType;
  mpUserId: string | null;
  nickname: string | null;
  environment: 'production' | 'test';
  isConnected: boolean;
  isActive: boolean;
  needsReauthorization: boolean;
  isTokenExpiringSoon: boolean;
  tokenExpiresAt: string | null;
  lastRefreshAt: string | null;
  lastError: string | null;
  createdAt: string;
}

/** The accounts of the company, null where none was ever linked. */
export interface LinkedAccounts {
  point: LinkedAccount | null;
  qr: LinkedAccount | null;
  online: LinkedAccount | null;
}
