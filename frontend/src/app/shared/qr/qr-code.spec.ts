import { pathOf } from './qr-code';

describe('pathOf', () => {
  it('draws one bar for each run of dark modules', () => {
    expect(
      pathOf([
        [true, true, false],
        [false, false, true],
      ]),
    ).toBe('M0 0h2v1h-2zM2 1h1v1h-1z');
  });

  it('draws nothing for a light code', () => {
    expect(pathOf([[false, false]])).toBe('');
  });
});
