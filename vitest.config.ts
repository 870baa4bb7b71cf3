import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'],
    environment: 'node',
    // Generous: a busy machine is no fault of the code, and what must be fast has a test that says so.
    testTimeout: 30_000,
  },
});
