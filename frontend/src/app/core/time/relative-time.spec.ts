import { fullTime, relativeTime } from './relative-time';

const NOW = Date.parse('2026-11-20T15:00:00Z');
const ZONE = 'America/Argentina/Buenos_Aires';
const seen = (instant: string) => relativeTime(instant, NOW, 'es-AR', ZONE);

describe('relativeTime', () => {
  it('says "recién" within a minute, also slightly in the future', () => {
    expect(seen('2026-11-20T14:59:30Z')).toBe('recién');
    expect(seen('2026-11-20T15:00:20Z')).toBe('recién');
  });

  it('counts minutes, hours and days', () => {
    expect(seen('2026-11-20T14:57:00Z')).toBe('hace 3 min');
    expect(seen('2026-11-20T13:00:00Z')).toBe('hace 2 h');
    expect(seen('2026-11-18T15:00:00Z')).toMatch(/^hace 2 d/);
  });

  it('gives the date of the zone after a week', () => {
    expect(seen('2026-11-02T01:00:00Z')).toMatch(/^1 (de )?nov/);
  });

  it('gives the full time in the zone of the company', () => {
    expect(fullTime('2026-11-20T15:00:00Z', 'es-AR', ZONE)).toContain('12:00');
  });
});
