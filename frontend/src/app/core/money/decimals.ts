const GROUPED = /^\d{1,3}(\.\d{3})+$/;
const LONGEST_WHOLE = 9;

/**
 * Reads a typed number exactly as a whole count of its last decimal: `'1,5'` with 3 digits is 1500.
 *
 * Comma and dot both separate decimals; with `hasGroups` dots before groups of three (`1.500`) are thousands, as in
 * prices. Null when it is not a number, has more decimals than `digits`, or is larger than 999 million.
 */
export function readDecimal(text: string, digits: number, hasGroups = false): number | null {
  const [whole = '', decimals = '', ...rest] = partsOf(text.replace(/[\s$]/g, ''), hasGroups);
  const isNumber = /^\d+$/.test(whole) && /^\d*$/.test(decimals) && rest.length === 0;
  if (!isNumber || decimals.length > digits || whole.replace(/^0+/, '').length > LONGEST_WHOLE) {
    return null;
  }
  return Number(whole + decimals.padEnd(digits, '0'));
}

/** The written number before and after its decimal mark, without marks between thousands. */
function partsOf(typed: string, hasGroups: boolean): string[] {
  if (!hasGroups) {
    return typed.split(/[.,]/);
  }
  const parts = typed.includes(',') || GROUPED.test(typed) ? typed.split(',') : typed.split('.');
  const [left = '', ...right] = parts;
  return [GROUPED.test(left) ? left.replaceAll('.', '') : left, ...right];
}
