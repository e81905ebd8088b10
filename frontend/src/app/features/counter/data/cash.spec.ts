import { changeFor, likelyTenders } from './cash';

describe('cash', () => {
  it('gives change only when enough was handed over', () => {
    expect(changeFor(150_050, 200_000)).toBe(49_950);
    expect(changeFor(150_050, 150_050)).toBe(0);
    expect(changeFor(150_050, 150_000)).toBeNull();
  });

  it('offers the notes people would use, never less than the total', () => {
    expect(likelyTenders(150_050, 'ARS', 2)).toEqual([200_000, 500_000, 1_000_000]);
    expect(likelyTenders(1_000_000, 'ARS', 2)).toEqual([2_000_000]);
    expect(likelyTenders(1_500, 'CLP', 0)).toEqual([2_000, 5_000, 10_000]);
  });

  it('offers nothing for a currency whose notes it does not know', () => {
    expect(likelyTenders(100, 'ZZZ', 2)).toEqual([]);
  });
});
