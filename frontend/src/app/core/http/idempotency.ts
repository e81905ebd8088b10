/**
 * A new value for the `Idempotency-Key` header: 128 random bits.
 *
 * Make one per intention of the person (one press of "Cobrar"), keep it for every retry of that intention.
 */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Header record to spread into a request's `headers`. */
export function idempotent(key: string): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key };
}
