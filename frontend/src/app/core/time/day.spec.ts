import { addDays, dayIn, dayNumbers, dayWords, startOfDay, weekdayWords } from './day';

describe('days of the company', () => {
  it('belong to its time zone', () => {
    const justAfterMidnightInLondon = Date.parse('2026-11-21T00:30:00Z');
    expect(dayIn('America/Argentina/Buenos_Aires', justAfterMidnightInLondon)).toBe('2026-11-20');
    expect(dayIn('UTC', justAfterMidnightInLondon)).toBe('2026-11-21');
  });

  it('are counted over months and years', () => {
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('are worded with the year only when it is another one', () => {
    expect(dayWords('2026-11-20', '2026-11-21', 'es-AR')).toMatch(/^20 (de )?nov\.?$/);
    expect(dayWords('2025-11-20', '2026-11-21', 'es-AR')).toContain('2025');
    expect(weekdayWords('2026-11-20', 'es-AR')).toBe('viernes');
  });
});

describe('dayNumbers', () => {
  it('is the same day in every zone, by its numbers', () => {
    expect([dayNumbers('2026-03-01', 'es-AR'), dayNumbers('2026-11-20', 'pt-BR')]).toEqual(['01/03/2026', '20/11/2026']);
  });
});

describe('startOfDay', () => {
  it('is midnight where the company is, on either side of Greenwich and of a change of the clocks', () => {
    const at = (day: string, zone: string) => new Date(startOfDay(day, zone)).toISOString();
    expect(at('2026-11-20', 'America/Argentina/Buenos_Aires')).toBe('2026-11-20T03:00:00.000Z');
    expect(at('2026-11-20', 'Asia/Tokyo')).toBe('2026-11-19T15:00:00.000Z');
    expect(at('2026-03-29', 'Europe/Madrid')).toBe('2026-03-28T23:00:00.000Z');
    expect(at('2026-03-30', 'Europe/Madrid')).toBe('2026-03-29T22:00:00.000Z');
  });
});
