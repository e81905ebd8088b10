import { SUBSCRIPTIONS_TEXTS } from './texts';

const MOST_YEARS = 5;

export const PERIOD_CHOICES = Object.entries(SUBSCRIPTIONS_TEXTS.periods);
export const YEAR_CHOICES = Array.from({ length: MOST_YEARS }, (_, index) => {
  const count = index + 1;
  return [String(count), SUBSCRIPTIONS_TEXTS.years(count)] as const;
});
