import type { Sale, SalePayment } from '../../../core/wire';

export type { DailySummary, LineRequest, NewSale, Sale, SalePage, SalePayment } from '../../../core/wire';
export type SaleStatus = Sale['status'];
export type PaymentMethod = SalePayment['method'];

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
