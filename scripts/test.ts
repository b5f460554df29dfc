// `npm test`: everything needed to trust the tree, in three stages.
//   1. the static checks (`npm run check`); when they fail the tests are not worth their minutes
//   2. Vitest: rules, ports against real databases, servers, clusters
//   3. Playwright: the story in a real browser, also when stage 2 failed, to see both
// The last line sums up both runners' own reports.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

// Servers and runners start some hundred times: each would compile the same modules again.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../node_modules/.cache/node-compile');

const reports = { vitest: 'test-results/vitest.json', playwright: 'test-results/playwright.json' };

function run(command: string): boolean {
  console.log(`\n$ ${command}`);
  const [file = '', ...args] = command.split(' ');
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: reports.playwright };
  return spawnSync(file, args, { stdio: 'inherit', env }).status === 0;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
}

if (!run('npm run check')) process.exit(1);

rmSync('test-results', { recursive: true, force: true });
mkdirSync('test-results');
const vitestOk = run(`vitest run --reporter=default --reporter=json --outputFile.json=${reports.vitest}`);
const playwrightOk = run('playwright test --reporter=list,json');

const vitest: VitestReport = JSON.parse(readFileSync(reports.vitest, 'utf8'));
const { stats }: PlaywrightReport = JSON.parse(readFileSync(reports.playwright, 'utf8'));
const passed = vitest.numPassedTests + stats.expected;
// A runner can fail outside its tests, too: a file that does not load, an error nobody caught. That counts as one.
// A flaky browser test failed once: with no retries there are none, and none shall pass for green.
const failed =
  Math.max(vitest.numFailedTests, vitestOk ? 0 : 1) + Math.max(stats.unexpected + stats.flaky, playwrightOk ? 0 : 1);
const skipped = vitest.numPendingTests + vitest.numTodoTests + stats.skipped;
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);
