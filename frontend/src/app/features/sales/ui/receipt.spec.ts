import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import type { Sale } from '../data/sales-wire';
import { Receipt } from './receipt';

const SALE = {
  id: 's1', saleNumber: 'CAJA-1-20261120-0001', pointOfSaleId: 'p1', userId: 1, status: 'COMPLETED', receiptType: 'TICKET',
  subtotal: 13600, discount: 61.5, tax: 2349.73, total: 13538.5, currency: 'ARS', customerName: null, notes: null,
  createdAt: '2026-11-20T12:05:00Z',
  items: [
    { id: '1', productName: 'Yerba 1 kg', quantity: 2, unitPrice: 4350.5, discount: 0, subtotal: 8701, taxRate: 21, taxAmount: 1510.09, refundedQuantity: 0 },
    { id: '2', productName: 'Queso', quantity: 0.375, unitPrice: 13064, discount: 61.5, subtotal: 4837.5, taxRate: 21, taxAmount: 839.57, refundedQuantity: 0 },
  ],
  payments: [{ id: 'x', method: 'CASH', amount: 13538.5, amountTendered: 15000, changeAmount: 1461.5 }],
} as Sale;

function printed(sale: Sale): string {
  TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
  const fixture = TestBed.createComponent(Receipt);
  fixture.componentRef.setInput('sale', sale);
  fixture.componentRef.setInput('company', 'Almacén Demo');
  fixture.componentRef.setInput('pointOfSale', 'Mostrador');
  fixture.detectChanges();
  return (fixture.nativeElement as HTMLElement).textContent.replace(/[\s\u00a0\u202f]+/g, ' ');
}

describe('a receipt', () => {
  it('names the company, the number and the time of the company', () => {
    const text = printed(SALE);
    expect(text).toContain('Almacén Demo');
    expect(text).toContain('CAJA-1-20261120-0001');
    expect(text).toContain('09:05');
  });

  it('adds up: lines with quantity and discount, VAT, total, change', () => {
    const text = printed(SALE);
    expect(text).toContain('2 × $ 4.350,50');
    expect(text).toMatch(/0,375 × \$ 13\.064,00 − \$ 61,50/);
    expect(text).toContain('TOTAL$ 13.538,50');
    expect(text).toContain('IVA incluido$ 2.349,73');
    expect(text).toContain('Recibido$ 15.000,00');
    expect(text).toContain('Vuelto$ 1.461,50');
  });

  it('says that it is no invoice, and that a sale was taken back', () => {
    expect(printed(SALE)).toContain('no válido como factura');
    TestBed.resetTestingModule();
    expect(printed({ ...SALE, status: 'CANCELLED' })).toContain('ANULADA');
  });
});
