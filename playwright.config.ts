import { defineConfig } from '@playwright/test';

/**
 * Browser tests. Each file launches one Chromium with `dist/chrome` in it (test/e2e/fixtures.ts), so
 * build first. One file at a time: the machine that runs them may have two cores, and some measure time.
 */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
});
