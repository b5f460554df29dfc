// `npm run lighthouse [runs] [page] [device]`: what Lighthouse says of the served build, on a computer and on a slow
// telephone; of one page or device alone, if it is named. Each number is the median of so many runs (five unless said);
// the run fails when one is below what is required.
// It measures scripting time: on a machine with other work, `nice -n -19` before it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium as playwright } from '@playwright/test';
import lighthouse, { desktopConfig } from 'lighthouse';
import { chromium } from '../support/chromium.ts';
import { newDataDir, removeDataDir, startServerProcess } from '../support/server-process.ts';
import { scenes } from './support/scenes.ts';

const devices = { desktop: desktopConfig, mobile: undefined } as const;
type Device = keyof typeof devices;
const categories = ['performance', 'accessibility', 'best-practices'] as const;
const times = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time'] as const;
const shift = 'cumulative-layout-shift';
const required = {
  desktop: { performance: 95, accessibility: 95, 'best-practices': 95 },
  mobile: { performance: 85, accessibility: 95, 'best-practices': 95 },
} satisfies Record<Device, Record<(typeof categories)[number], number>>;

const [asked = '5', onlyPage, onlyDevice] = process.argv.slice(2);
const runs = Number(asked);
const profile = await newDataDir();
const server = await startServerProcess({ env: { RATE_LIMITS: 'off' } });
const { args = [], ...launch } = chromium();
// Lighthouse opens a tab beside Playwright's, in the same profile: there it is whoever came in here.
const context = await playwright.launchPersistentContext(profile, {
  ...launch,
  args: [...args, '--remote-debugging-port=0'],
});
const port = Number(readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0]);
let missed = 0;
try {
  const url = `http://localhost:${server.port}`;
  await measure('coming in', `${url}/study-sessions`);
  const page = await context.newPage();
  await scenes['room-small']!(url).then((open) => open(page));
  const room = page.url();
  await page.goto('about:blank');
  await measure('sessions', `${url}/study-sessions`);
  await measure('room', room);
} finally {
  await context.close();
  await server.end();
  await Promise.all([removeDataDir(server.dataDir), removeDataDir(profile)]);
}
if (missed > 0) console.log(`${missed} below what is required`);
// The guests of the scenes keep their connections.
process.exit(missed === 0 ? 0 : 1);

async function measure(name: string, url: string): Promise<void> {
  if (onlyPage && onlyPage !== name) return;
  for (const device of ['desktop', 'mobile'] as const) {
    if (onlyDevice && onlyDevice !== device) continue;
    const results: Visit[] = [];
    for (let run = 0; run < runs; run += 1) results.push(await visit(url, device));
    const scores = categories.map((category) => {
      const score = Math.round(median(results.map(({ scores: found }) => found[category] ?? 0)) * 100);
      if (score < required[device][category]) missed += 1;
      return `${category} ${score}`;
    });
    const timings = [...times, shift].map(
      (audit) => `${audit} ${median(results.map(({ values }) => values[audit] ?? 0)).toFixed(audit === shift ? 3 : 0)}`,
    );
    console.log(`${name.padEnd(10)} ${device.padEnd(8)} ${scores.join('  ')}  (${timings.join(', ')})`);
    for (const fault of new Set(results.flatMap(({ faults }) => faults))) console.log(`  ${fault}`);
  }
}

interface Visit {
  readonly scores: Partial<Record<string, number>>;
  readonly values: Partial<Record<string, number>>;
  /** What cost accessibility or best practices their points. */
  readonly faults: readonly string[];
}

async function visit(url: string, device: Device): Promise<Visit> {
  const answer = await lighthouse(
    url,
    { port, onlyCategories: [...categories], logLevel: 'error', output: 'json' },
    devices[device],
  );
  if (!answer) throw new Error('Lighthouse answered nothing');
  const { lhr } = answer;
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  const { performance: _, ...rules } = lhr.categories;
  const faults = Object.values(rules)
    .flatMap(({ auditRefs }) => auditRefs)
    .map(({ id }) => lhr.audits[id])
    .filter((audit) => audit?.score === 0)
    .map((audit) => `${audit?.id}: ${audit?.title}`);
  return {
    scores: Object.fromEntries(categories.map((id) => [id, lhr.categories[id]?.score ?? 0])),
    values: Object.fromEntries([...times, shift].map((id) => [id, lhr.audits[id]?.numericValue ?? 0])),
    faults,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
