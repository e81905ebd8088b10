import { newIdempotencyKey } from './idempotency';

describe('newIdempotencyKey', () => {
  it('is 128 random bits in hexadecimal', () => {
    const keys = new Set(Array.from({ length: 100 }, () => newIdempotencyKey()));
    expect(keys.size).toBe(100);
    for (const key of keys) {
      expect(key).toMatch(/^[0-9a-f]{32}$/);
    }
  });
});
