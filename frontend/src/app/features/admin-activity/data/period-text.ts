const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
] as const;

/** A length of time in its largest whole unit: `3600` → `1 h`, `90` → `90 s`. */
export function periodText(seconds: number): string {
  const found = UNITS.find(([size]) => seconds >= size && seconds % size === 0);
  return found ? `${seconds / found[0]} ${found[1]}` : `${seconds} s`;
}
