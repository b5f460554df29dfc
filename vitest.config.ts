import { defineConfig } from 'vitest/config';

// `npm test` leaves soaks and million-frame fuzz to `npm run test:long`, which sets this.
const long = process.env['TEST_LONG'] === '1';
const unwanted = ['**/node_modules/**', '**/*.long.test.ts'];
/** A dozen ffmpegs each, beside a clock: they come last, two at a time, or pictures would be late for their own fault. */
const recording = ['tests/media/recording*.test.ts'];

export default defineConfig({
  test: {
    ...(long
      ? { include: ['tests/**/*.long.test.ts'] }
      : {
          projects: [
            {
              extends: true,
              test: {
                name: 'tests',
                include: ['{tests,server,client}/**/*.test.{ts,tsx}'],
                exclude: [...unwanted, ...recording],
                sequence: { groupOrder: 0 },
              },
            },
            {
              extends: true,
              test: {
                name: 'recording',
                include: recording,
                exclude: unwanted,
                maxWorkers: 2,
                sequence: { groupOrder: 1 },
              },
            },
          ],
        }),
    // Tests start servers, workers and child processes: a process of its own per file takes them all down with it.
    pool: 'forks',
    // Many wait for processes, deadlines and the deaths of nodes: four keep two cores busy.
    maxWorkers: 4,
    // A long test judges heap and time, which a neighbour would disturb.
    fileParallelism: !long,
    // What takes longer has gone wrong, also where four files share two cores.
    testTimeout: long ? 30 * 60_000 : 40_000,
    hookTimeout: 60_000,
    // A condition is waited for, however busy the machine; what must come in time is measured.
    expect: { poll: { timeout: 15_000 } },
    teardownTimeout: 10_000,
  },
});
