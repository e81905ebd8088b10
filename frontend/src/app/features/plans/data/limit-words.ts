import { PLANS_TEXTS } from './texts';

/** How much of a service a plan holds: "hasta 3", "sin límite". */
export function limitWords(count: number | null, locale: string): string {
  if (count === null) {
    return PLANS_TEXTS.unlimited;
  }
  return count === 0 ? PLANS_TEXTS.notIncluded : PLANS_TEXTS.upTo(new Intl.NumberFormat(locale).format(count));
}
