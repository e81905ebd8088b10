import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Checks run side by side on small machines; a slow test is not a wrong one.
    testTimeout: 30_000,
  },
});
