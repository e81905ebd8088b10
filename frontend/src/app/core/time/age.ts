const MINUTE_S = 60;
const HOUR_S = 3600;

/** Words a length of time for a glance: "8 s", "3 min", "2 h". */
export function ageText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < MINUTE_S) {
    return `${seconds} s`;
  }
  return seconds < HOUR_S ? `${Math.floor(seconds / MINUTE_S)} min` : `${Math.floor(seconds / HOUR_S)} h`;
}
