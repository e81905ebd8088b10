/** What other features may know about sales. */
export { brandWords, methodWords } from '../data/method-words';
export { SalesClient } from '../data/sales-client';
export type { DailySummary, NewSale, PaymentMethod, Sale } from '../data/sales-wire';
export { Receipt } from '../ui/receipt';
