import type { PaymentMethod, Sale, SalePayment } from './sales-wire';
import { SALES_TEXTS } from './texts';

const BRANDS: Readonly<Record<string, string>> = {
  visa: 'Visa',
  debvisa: 'Visa débito',
  master: 'Mastercard',
  debmaster: 'Mastercard débito',
  mastercard: 'Mastercard',
  maestro: 'Maestro',
  amex: 'American Express',
  cabal: 'Cabal',
  debcabal: 'Cabal débito',
  naranja: 'Naranja',
  elo: 'Elo',
  debelo: 'Elo débito',
  hipercard: 'Hipercard',
  tarshop: 'Tarjeta Shopping',
  argencard: 'Argencard',
  account_money: 'Dinero en Mercado Pago',
  available_money: 'Dinero en Mercado Pago',
  consumer_credits: 'Cuotas sin tarjeta',
  digital_currency: 'Cuotas sin tarjeta',
  interop_transfer: 'Otra billetera',
  bank_transfer: 'Transferencia',
  cvu: 'Transferencia',
  pix: 'Pix',
  credit_card: 'Tarjeta de crédito',
  debit_card: 'Tarjeta de débito',
  prepaid_card: 'Tarjeta prepaga',
};

/** A card brand or payment method of Mercado Pago in words; what we do not know is shown as it came. */
export function brandWords(name: string | null | undefined): string {
  if (!name) {
    return '';
  }
  return BRANDS[name.toLowerCase()] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
}

export function methodWords(method: PaymentMethod): string {
  return SALES_TEXTS.methods[method];
}

type Means = Pick<SalePayment, 'method'> & Partial<Pick<SalePayment, 'cardBrand' | 'cardLastFour'>>;

/** One payment for a receipt: "Terminal Point · Visa terminada en 1234". */
export function paymentWords(payment: Means): string {
  const brand = brandWords(payment.cardBrand);
  const card = payment.cardLastFour ? SALES_TEXTS.detail.card(brand || 'Tarjeta', payment.cardLastFour) : brand;
  return [methodWords(payment.method), card].filter(Boolean).join(' · ');
}

/** How a sale of the list was paid, in one word or two. */
export function rowMethodWords(sale: Sale): string {
  const methods = [...new Set(sale.payments.map((payment) => payment.method))];
  const [first] = methods;
  if (first === undefined) {
    return '';
  }
  return methods.length > 1 ? SALES_TEXTS.mixed : methodWords(first);
}
