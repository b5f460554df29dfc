import { defineConfig } from '@playwright/test';
import { chromium } from './tests/support/chromium.ts';

// Each test starts the server it needs, on a free port; so one worker, and no retry that would hide a race.
export default defineConfig({
  testDir: 'tests/browser',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/browser',
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env['CI']),
  use: {
    launchOptions: chromium(),
    trace: 'retain-on-failure',
  },
});
