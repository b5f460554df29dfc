import { defineConfig } from 'vitest/config';

// `npm test` leaves soaks and million-frame fuzz to `npm run test:long`, which sets this.
const long = process.env['TEST_LONG'] === '1';

export default defineConfig({
  test: {
    include: long ? ['tests/**/*.long.test.ts'] : ['{tests,server,client}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', ...(long ? [] : ['**/*.long.test.ts'])],
    // Tests start servers, workers and child processes: a process of its own per file takes them all down with it.
    pool: 'forks',
    // Many wait for processes, deadlines and the deaths of nodes: four keep two cores busy.
    maxWorkers: 4,
    // A long test judges heap and time, which a neighbour would disturb.
    fileParallelism: !long,
    // What takes longer has gone wrong, also where four files share two cores.
    testTimeout: long ? 30 * 60_000 : 40_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
  },
});
