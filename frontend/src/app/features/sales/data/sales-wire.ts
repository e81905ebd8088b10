export type SaleStatus = 'COMPLETED' | 'CANCELLED' | 'REFUNDED' | 'PARTIAL_REFUND';
export type PaymentMethod =
  | 'CASH'
  | 'CREDIT_CARD'
  | 'DEBIT_CARD'
  | 'QR'
  | 'MP_POINT'
  | 'MP_QR'
  | 'TRANSFER'
  | 'CHECK'
  | 'OTHER';

export interface SaleItem {
  id: string;
  productName: string;
  quantity: number;
  unitPrice: number;
  discount: number;
  subtotal: number;
  taxRate: number;
  taxAmount: number;
  refundedQuantity: number;
}

export interface SalePayment {
  id: string;
  method: PaymentMethod;
  amount: number;
  cardBrand?: string | null;
  cardLastFour?: string | null;
  installments?: number | null;
  amountTendered?: number | null;
  changeAmount?: number | null;
  mpPaymentId?: string | null;
  status?: string;
}

/** `sale` of the API, whole. Amounts in units of `currency`. */
export interface Sale {
  id: string;
  saleNumber: string;
  pointOfSaleId: string;
  userId: number | null;
  status: SaleStatus;
  receiptType: string;
  subtotal: number;
  discount: number;
  tax: number;
  total: number;
  currency: string;
  customerName: string | null;
  notes: string | null;
  createdAt: string;
  items: SaleItem[];
  payments: SalePayment[];
}

/** A row of the list: the sale, where lines and payments may be left out. */
export type SaleRow = Omit<Sale, 'items' | 'payments'> & Partial<Pick<Sale, 'items' | 'payments'>>;

export interface SalePage {
  success: boolean;
  data: SaleRow[];
  pagination: { page: number; pageSize: number; total: number; totalPages: number };
}

/** What is asked of the list; everything is optional and stands in the address of the page. */
export interface SaleQuery {
  dateFrom?: string;
  dateTo?: string;
  status?: string;
  method?: string;
  pointOfSaleId?: string;
  q?: string;
  page?: number;
}

/** A line of a sale that is about to be made. */
export interface NewSaleItem {
  productName: string;
  quantity: number;
  unitPrice: number;
  discount: number;
  taxRate?: number;
}

/** A sale paid in cash. */
export interface NewCashSale {
  pointOfSaleId: string;
  items: NewSaleItem[];
  payments: { method: 'CASH'; amount: number; amountTendered: number }[];
  customerName?: string;
  notes?: string;
}

/** `daily-summary` of the API. */
export interface DailySummary {
  date: string;
  salesCount: number;
  totalSales: number;
  totalDiscount: number;
  totalTax: number;
  paymentsByMethod: { method: PaymentMethod; total: number; count: number }[];
  topProducts: { productName: string; quantity: number; total: number }[];
  hourly: { hour: number; count: number; total: number }[];
}
