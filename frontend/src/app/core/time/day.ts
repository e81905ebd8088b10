const DAY_MS = 86_400_000;

/** The calendar day (`YYYY-MM-DD`) of an instant in a time zone. */
export function dayIn(timeZone: string, instant: number): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(
    instant,
  );
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')}`;
}

/** The day so many days later, or earlier. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The first instant of a day in a time zone, milliseconds since 1970; a clock that is put forward at midnight starts later. */
export function startOfDay(day: string, timeZone: string): number {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const parts = new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', dateStyle: 'short', timeStyle: 'medium' });
  const offsetAt = (instant: number) => Date.parse(`${parts.format(instant)} UTC`) - instant;
  const guess = Date.parse(`${day}T00:00:00Z`) - offsetAt(noon);
  return Date.parse(`${day}T00:00:00Z`) - offsetAt(guess);
}

/** A day in words: "20 nov", with the year when it is another than `today`'s. */
export function dayWords(day: string, today: string, locale: string): string {
  const isThisYear = day.slice(0, 4) === today.slice(0, 4);
  return new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
  }).format(Date.parse(`${day}T00:00:00Z`));
}

/** The weekday in words: "viernes". */
export function weekdayWords(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'long' }).format(Date.parse(`${day}T00:00:00Z`));
}

/** A day by its numbers, for tables and lists of facts: "20/11/2026". */
export function dayNumbers(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: '2-digit', month: '2-digit', year: 'numeric' }).format(
    Date.parse(`${day}T00:00:00Z`),
  );
}
