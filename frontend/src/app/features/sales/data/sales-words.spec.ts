import { chipsOf } from './filter-chips';
import { brandWords, paymentWords, rowMethodWords } from './method-words';
import type { Sale } from './sales-wire';

const WORDS = { today: '2026-11-20', locale: 'es-AR', pointOfSaleName: (id: string) => `Caja ${id}` };

describe('how a sale was paid', () => {
  it('names brands and wallets', () => {
    expect(['debvisa', 'MASTER', 'account_money'].map(brandWords)).toEqual([
      'Visa débito', 'Mastercard', 'Dinero en Mercado Pago',
    ]);
    expect(brandWords('nueva_marca')).toBe('Nueva marca');
    expect(brandWords(null)).toBe('');
  });

  it('puts the card on the receipt', () => {
    const payment = { method: 'MP_POINT' as const, cardBrand: 'visa', cardLastFour: '1234' };
    expect(paymentWords(payment)).toBe('Mercado Pago Point · Visa terminada en 1234');
    expect(paymentWords({ method: 'CASH' })).toBe('Efectivo');
  });

  it('says so when there were several', () => {
    const row = (methods: string[]) => ({ payments: methods.map((method) => ({ method })) }) as Sale;
    expect(rowMethodWords(row(['CASH', 'CASH']))).toBe('Efectivo');
    expect(rowMethodWords(row(['CASH', 'MP_QR']))).toBe('Varios medios');
    expect(rowMethodWords(row([]))).toBe('');
  });
});

describe('filters as chips', () => {
  it('words days near today', () => {
    const day = (dateFrom: string) => chipsOf({ dateFrom, dateTo: dateFrom }, WORDS)[0]?.label;
    expect([day('2026-11-20'), day('2026-11-19')]).toEqual(['Hoy', 'Ayer']);
    expect(day('2026-11-02')).toMatch(/^2 (de )?nov/);
  });

  it('removes a single day as one, a range as two', () => {
    expect(chipsOf({ dateFrom: '2026-11-20', dateTo: '2026-11-20' }, WORDS)).toHaveLength(1);
    expect(chipsOf({ dateFrom: '2026-11-14', dateTo: '2026-11-20' }, WORDS)).toHaveLength(2);
  });

  it('survives an address that somebody made up', () => {
    const chips = chipsOf({ status: 'NOPE', method: 'NOPE', pointOfSaleId: '7', q: 'café', page: 3 }, WORDS);
    expect(chips.map((chip) => chip.label)).toEqual(['NOPE', 'NOPE', 'Caja 7', '“café”']);
  });
});
