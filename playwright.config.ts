import { defineConfig } from '@playwright/test';
import { headlessShell } from './tests/support/chromium.ts';

/**
 * Four people in a call code and decode sixteen streams, and what a command costs is measured: these come last and one at
 * a time, or two cores would show no picture in time.
 */
const alone = ['**/call.spec.ts', '**/full-room.spec.ts'];

// Each worker has a server of its own, on a free port, so tests need no order. No retry that would hide a race.
export default defineConfig({
  testDir: 'tests/browser',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/browser',
  snapshotPathTemplate: '{testDir}/trees/{arg}{ext}',
  // They wait for one another, too: three keep two cores busy.
  workers: 3,
  fullyParallel: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env['CI']),
  projects: [
    { name: 'stories', testIgnore: alone },
    { name: 'alone', testMatch: alone, workers: 1, fullyParallel: false, dependencies: ['stories'] },
  ],
  use: {
    launchOptions: headlessShell(),
    // Kept at every step a trace costs a tenth of the processor's time: `npx playwright test --trace on NAME` shows a failure.
    trace: 'off',
  },
});
