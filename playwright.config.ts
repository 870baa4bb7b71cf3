import { defineConfig } from '@playwright/test';

/**
 * Browser tests. Each file launches one Chromium with `dist/chrome` in it (test/e2e/fixtures.ts) or, as
 * Playwright can't load an extension into Firefox, one Firefox through tools/firefox.ts; so build first. One file at a time: the machine that runs them may have two cores, and some measure time.
 */
export default defineConfig({
  testMatch: '*.spec.ts',
  projects: [
    { name: 'chromium', testDir: 'test/e2e' },
    { name: 'firefox', testDir: 'test/e2e-firefox' },
  ],
  outputDir: 'test-results',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
});
