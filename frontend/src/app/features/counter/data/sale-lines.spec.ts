import { readDecimal } from '../../../core/money/decimals';
import { type TypedLine, emptyLine, isBlank, lineGross, readLine, taxRatesOf, wireLine } from './sale-lines';

const line = (change: Partial<TypedLine>): TypedLine => ({ ...emptyLine(1, 21), productName: 'Pan', ...change });
const total = (change: Partial<TypedLine>) => {
  const reading = readLine(line(change), 2);
  return typeof reading === 'string' ? reading : reading.total;
};

describe('readDecimal', () => {
  it.each([
    ['1', 1000],
    ['1,5', 1500],
    ['1.5', 1500],
    ['0,125', 125],
    ['1.500', 1500],
    ['', null],
    ['1,2345', null],
    ['1,2,3', null],
    ['-1', null],
    ['uno', null],
    ['9999999999', null],
  ])('reads the quantity %s as %s thousandths', (text, expected) => {
    expect(readDecimal(text, 3)).toBe(expected);
  });

  it.each([
    ['1.500', 150_000],
    ['1.500,50', 150_050],
    ['1500.5', 150_050],
    ['$ 1.500', 150_000],
    ['1.234.567', 123_456_700],
    ['12.34', 1234],
    ['1.5001', null],
    ['1,500.20', null],
  ])('reads the price %s as %s cents', (text, expected) => {
    expect(readDecimal(text, 2, true)).toBe(expected);
  });
});

describe('a line of the sale', () => {
  it('is price times quantity, rounded half up to the cent', () => {
    expect(lineGross(1, 500)).toBe(1);
    expect(lineGross(1, 499)).toBe(0);
    expect(lineGross(129_900, 1_333)).toBe(173_157);
    expect(total({ quantity: '3', unitPrice: '0,10' })).toBe(30);
  });

  it('stays exact where floating point would not', () => {
    expect(lineGross(99_999_999_999, 999_999)).toBe(99_999_899_999_000);
  });

  it('takes the discount off, which may not exceed it', () => {
    expect(total({ unitPrice: '100', discount: '25,50' })).toBe(7450);
    expect(total({ unitPrice: '100', discount: '100' })).toBe(0);
    expect(total({ unitPrice: '100', discount: '100,01' })).toBe('discount');
  });

  it('says what is wrong with it', () => {
    expect(total({ productName: '  ', unitPrice: '1' })).toBe('name');
    expect(total({ quantity: '0', unitPrice: '1' })).toBe('quantity');
    expect(total({ unitPrice: 'gratis' })).toBe('price');
  });

  it('does not count while it is blank', () => {
    expect(isBlank(emptyLine(1, 21))).toBe(true);
    expect(isBlank(line({}))).toBe(false);
  });

  it('travels as numbers of the API', () => {
    const reading = readLine(line({ quantity: '1,125', unitPrice: '1.299,90', discount: '0,05', taxRate: 10.5 }), 2);
    expect(typeof reading === 'string' ? reading : wireLine(reading, 2)).toEqual({
      productName: 'Pan',
      quantity: 1.125,
      unitPrice: 1299.9,
      discount: 0.05,
      taxRate: 10.5,
    });
  });

  it('offers the usual rate of the country first', () => {
    expect([taxRatesOf('ARS')[0], taxRatesOf('UYU')[0], taxRatesOf('ZZZ')[0]]).toEqual([21, 22, 21]);
  });
});
