/** One hour of takings. */
export interface Hour {
  readonly hour: number;
  readonly count: number;
  readonly total: number;
}

export interface Comparison {
  readonly kind: 'more' | 'less' | 'same' | 'nothing';
  /** How much, in whole percent. */
  readonly percent: number;
}

/**
 * Today against the other day, both up to the end of the hour that is running: a morning is not compared with a whole
 * day. `nothing` when the other day had no sales by then.
 */
export function compare(today: readonly Hour[], before: readonly Hour[], hour: number): Comparison {
  const upTo = (hours: readonly Hour[]) => hours.filter((one) => one.hour <= hour).reduce((sum, one) => sum + one.total, 0);
  const [now, then] = [upTo(today), upTo(before)];
  if (then <= 0) {
    return { kind: 'nothing', percent: 0 };
  }
  const percent = Math.round(((now - then) / then) * 100);
  return { kind: percent > 0 ? 'more' : percent < 0 ? 'less' : 'same', percent: Math.abs(percent) };
}

/** The hours worth drawing: from the first to the last with sales on either day, at least a shop's day. */
export function busyHours(today: readonly Hour[], before: readonly Hour[]): { from: number; to: number } {
  const busy = [...today, ...before].filter((one) => one.count > 0).map((one) => one.hour);
  return { from: Math.min(9, ...busy), to: Math.max(20, ...busy) };
}
