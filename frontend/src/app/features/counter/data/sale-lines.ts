import { readDecimal } from '../../../core/money/decimals';
import { type MinorDigits, fromMinor } from '../../../core/money/minor-units';

/** A line of the sale as it is being typed. */
export interface TypedLine {
  readonly id: number;
  readonly productName: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly discount: string;
  readonly taxRate: number;
}

export type LineFault = 'name' | 'quantity' | 'price' | 'discount';

/** A typed line that adds up. */
export interface ReadLine {
  readonly productName: string;
  /** Thousandths. */
  readonly quantity: number;
  /** Smallest units. */
  readonly unitPrice: number;
  readonly discount: number;
  readonly total: number;
  readonly taxRate: number;
}

const QUANTITY_DIGITS = 3;
const THOUSAND = 1000n;

/** Rates of VAT by currency, the usual one first. */
const TAX_RATES: Readonly<Record<string, readonly number[]>> = {
  ARS: [21, 10.5, 27, 0],
  UYU: [22, 10, 0],
  CLP: [19, 0],
  PYG: [10, 5, 0],
  COP: [19, 5, 0],
  MXN: [16, 8, 0],
  PEN: [18, 0],
};

export function taxRatesOf(currency: string): readonly number[] {
  return TAX_RATES[currency] ?? [21, 0];
}

export function emptyLine(id: number, taxRate: number): TypedLine {
  return { id, productName: '', quantity: '1', unitPrice: '', discount: '', taxRate };
}

/** True while nothing was typed into the line; such a line does not count. */
export function isBlank(line: TypedLine): boolean {
  return line.productName.trim() === '' && line.unitPrice.trim() === '' && line.discount.trim() === '';
}

/**
 * Adds a line up: price × quantity rounded half up to the currency, minus the discount, which may not exceed it.
 * What is wrong with it otherwise.
 */
export function readLine(line: TypedLine, digits: MinorDigits): ReadLine | LineFault {
  const productName = line.productName.trim();
  const quantity = readDecimal(line.quantity, QUANTITY_DIGITS);
  const unitPrice = readDecimal(line.unitPrice, digits, true);
  const discount = line.discount.trim() === '' ? 0 : readDecimal(line.discount, digits, true);
  if (productName === '') {
    return 'name';
  }
  if (quantity === null || quantity === 0) {
    return 'quantity';
  }
  if (unitPrice === null) {
    return 'price';
  }
  const gross = lineGross(unitPrice, quantity);
  if (discount === null || discount > gross) {
    return 'discount';
  }
  return { productName, quantity, unitPrice, discount, total: gross - discount, taxRate: line.taxRate };
}

/** Price in smallest units × quantity in thousandths, rounded half up. */
export function lineGross(unitPrice: number, quantity: number): number {
  return Number((BigInt(unitPrice) * BigInt(quantity) + THOUSAND / 2n) / THOUSAND);
}

/** The line as the API takes it. */
export function wireLine(line: ReadLine, digits: MinorDigits) {
  return {
    productName: line.productName,
    quantity: Number(`${line.quantity}e-${QUANTITY_DIGITS}`),
    unitPrice: fromMinor(line.unitPrice, digits),
    discount: fromMinor(line.discount, digits),
    taxRate: line.taxRate,
  };
}
