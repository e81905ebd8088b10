import { yearlySaving } from './saving';

describe('yearlySaving', () => {
  it('is the difference to twelve months, exact, and its whole percent', () => {
    expect(yearlySaving(24990, 269892)).toEqual({ amount: 29988, percent: 10 });
    expect(yearlySaving(0.1, 1)).toEqual({ amount: 0.2, percent: 17 });
  });

  it('is none when a year costs as much, more, or nothing', () => {
    expect([yearlySaving(100, 1200), yearlySaving(100, 1300), yearlySaving(0, 0)]).toEqual([null, null, null]);
  });
});
