import { CORE_TEXTS } from '../texts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Words an instant as seen at `now`: "recién", "hace 3 min", "hace 2 h", within a week "hace 3 d", then the date. */
export function relativeTime(instant: string, now: number, locale: string, timeZone: string): string {
  const age = now - Date.parse(instant);
  if (Math.abs(age) < MINUTE) {
    return CORE_TEXTS.now;
  }
  const [unit, size] = unitFor(Math.abs(age));
  if (unit === null) {
    return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(
      Date.parse(instant),
    );
  }
  const count = Math.trunc(-age / size);
  return new Intl.RelativeTimeFormat(locale, { style: 'short', numeric: 'always' }).format(count, unit);
}

/** The instant in full, by the 24-hour clock: "20 de nov de 2026, 10:32". */
export function fullTime(instant: string, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23', timeZone }).format(
    Date.parse(instant),
  );
}

function unitFor(age: number): [Intl.RelativeTimeFormatUnit, number] | [null, 0] {
  if (age < HOUR) {
    return ['minute', MINUTE];
  }
  if (age < DAY) {
    return ['hour', HOUR];
  }
  return age < 7 * DAY ? ['day', DAY] : [null, 0];
}
