import { byCurrency, lengthOf, monthWords } from './series';

describe('series by currency', () => {
  const rows = [
    { mes: '2026-03', moneda: 'USD', importe: 100 },
    { mes: '2026-02', moneda: 'ARS', importe: 24990 },
    { mes: '2026-03', moneda: 'ARS', importe: 49980 },
    { mes: '2026-02', moneda: 'USD', importe: 0 },
  ];

  it('are kept apart, over the same points in order', () => {
    expect(byCurrency(rows, (row) => row.mes)).toEqual([
      { currency: 'ARS', points: ['2026-02', '2026-03'], values: [24990, 49980] },
      { currency: 'USD', points: ['2026-02', '2026-03'], values: [0, 100] },
    ]);
  });

  it('have 0 where a currency has nothing', () => {
    const [, dollars] = byCurrency([...rows, { mes: '2026-04', moneda: 'ARS', importe: 1 }], (row) => row.mes);
    expect(dollars?.values).toEqual([0, 100, 0]);
    expect(byCurrency([], () => '')).toEqual([]);
  });
});

describe('the dashboard’s lengths', () => {
  it('are those offered, whatever the address says', () => {
    expect([lengthOf('24', [6, 12, 24], 12), lengthOf('7', [6, 12, 24], 12), lengthOf(undefined, [6, 12], 12)]).toEqual([24, 12, 12]);
  });

  it('words months', () => {
    expect(monthWords('2026-03', 'es-AR')).toMatch(/mar.*2026/);
  });
});
