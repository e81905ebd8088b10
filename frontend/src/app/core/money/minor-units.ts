const WITHOUT_CENTS: ReadonlySet<string> = new Set(['CLP', 'PYG', 'COP']);

/** Digits after the comma of a currency's smallest unit. */
export type MinorDigits = 0 | 2;

/** How many decimals a currency has: none for CLP, PYG and COP. */
export function minorDigits(currency: string): MinorDigits {
  return WITHOUT_CENTS.has(currency) ? 0 : 2;
}

/** An amount of the API (`15000.5` pesos) as whole smallest units (`1500050` cents), so that sums stay exact. */
export function toMinor(amount: number, digits: MinorDigits): number {
  // Shifting the written number is exact; multiplying it would not be.
  return Math.round(Number(`${amount}e${digits}`));
}

/** Whole smallest units as the number that the API takes: `1500050` cents are `15000.5`. */
export function fromMinor(minor: number, digits: MinorDigits): number {
  return Number(`${minor}e-${digits}`);
}
