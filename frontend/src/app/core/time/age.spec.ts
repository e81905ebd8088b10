import { ageText } from './age';

describe('ageText', () => {
  it('counts seconds, minutes and hours', () => {
    expect([0, 8_400, 61_000, 3_700_000].map(ageText)).toEqual(['0 s', '8 s', '1 min', '1 h']);
  });

  it('never goes below zero when clocks disagree', () => {
    expect(ageText(-5_000)).toBe('0 s');
  });
});
