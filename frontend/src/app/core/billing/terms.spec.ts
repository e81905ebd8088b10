import { discounted, endOf, times, usualDiscount } from './terms';

describe('the end of a period', () => {
  it.each([
    ['2026-01-15', '2026-02-15'],
    ['2026-01-31', '2026-02-28'],
    ['2028-01-31', '2028-02-29'],
    ['2026-02-28', '2026-03-28'],
    ['2026-12-31', '2027-01-31'],
  ])('of a month from %s is %s', (start, end) => {
    expect(endOf(start, 'mensual', 1)).toBe(end);
  });

  it.each([
    ['2028-02-29', 1, '2029-02-28'],
    ['2028-02-29', 3, '2031-02-28'],
    ['2028-02-29', 4, '2032-02-29'],
  ])('of years from %s, %i of them, is %s', (start, years, end) => {
    expect(endOf(start, 'anual', years)).toBe(end);
  });
});

describe('what a period costs', () => {
  it.each([
    [3, 809676, 2, 793482.48],
    [5, 1349460, 4, 1295481.6],
  ])('is, for %i years, the price of each and the usual discount', (years, list, percent, net) => {
    expect(times(269892, years, 2)).toBe(list);
    expect(usualDiscount('anual', years)).toBe(percent);
    expect(discounted(list, percent, 2)).toBe(net);
  });

  it('rounds half a cent up, and to whole units where there are no cents', () => {
    expect(discounted(0.01, 50, 2)).toBe(0.01);
    expect(discounted(24990, 10, 2)).toBe(22491);
    expect(discounted(1001, 50, 0)).toBe(501);
    expect(discounted(50806.45, 10, 2)).toBe(45725.81);
  });

  it('has no usual discount by the month', () => {
    expect(usualDiscount('mensual', 1)).toBe(0);
  });
});
