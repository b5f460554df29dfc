import { defineConfig } from '@playwright/test';
import { chromium } from './tests/support/chromium.ts';

// Each worker has a server of its own, on a free port, so tests need no order. No retry that would hide a race.
export default defineConfig({
  testDir: 'tests/browser',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/browser',
  snapshotPathTemplate: '{testDir}/trees/{arg}{ext}',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env['CI']),
  // Two people in a call code and decode six streams between them: calls come last and one at a time, or two cores would
  // show no picture in time.
  projects: [
    { name: 'stories', testIgnore: '**/call.spec.ts' },
    { name: 'calls', testMatch: '**/call.spec.ts', fullyParallel: false, dependencies: ['stories'] },
  ],
  use: {
    launchOptions: chromium(),
    // Without pictures, which would cost a quarter of the processor's time: it holds the page itself at every step.
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
  },
});
