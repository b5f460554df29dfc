import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { DocumentKind } from '../../../server/docs/names.ts';
import { ann, bob, cleo } from '../rooms.ts';
import { freshDataDir } from '../database.ts';
import { removeDataDir } from '../server-process.ts';
import { sessionId, startDocumentNode } from './document-node.ts';
import { stock, synced } from './stock.ts';

const script = fileURLToPath(new URL('./fuzz-process.ts', import.meta.url));
/** How much longer than an idle server a fuzzed one may keep its event loop waiting, at the 99.9th percentile. */

/**
 * Sends so many mutated frames from another process to a server in this one, and looks at what they did. `boundMs` is how
 * much longer than an idle process' the event loop's delay may be (p99.9).
 */
export async function fuzz(frames: number, boundMs: number): Promise<void> {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  const dataDir = await freshDataDir();
  let server = await startDocumentNode(dataDir);
  const bystander = stock(server.url, sessionId, 'whiteboard', ann.name);
  await synced(bystander);
  bystander.doc.getText('t').insert(0, 'untouched');

  const attackers = [ann, bob, cleo].map(({ name }) => name);
  const child = spawn(process.execPath, [script, server.url, sessionId, String(frames), String(seed), ...attackers], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  const idle = await startIdle();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  child.stdin.write('go\n');
  const [told] = (await once(lines, 'line')) as [string];
  const fuzzedMs = delay.percentile(99.9) / 1e6;
  delay.disable();
  const idleMs = await idle();
  console.log(
    `${frames} frames, seed ${seed}: closed ${told}; loop delay p99.9 ${fuzzedMs.toFixed(1)} ms, idle ${idleMs.toFixed(1)} ms`,
  );

  const before = await contents(server.url, 'notes');
  bystander.close();
  await server.close();
  server = await startDocumentNode(dataDir);
  expect(await contents(server.url, 'notes'), `seed ${seed}: what is stored is what was there`).toEqual(before);
  expect((await contents(server.url, 'whiteboard')).text).toBe('untouched');
  expect(fuzzedMs - idleMs, `seed ${seed}`).toBeLessThanOrEqual(boundMs);
  await server.close();
  await removeDataDir(dataDir);
}

/** The control: a process that does nothing meanwhile, on the same machine. Answers the delay of its event loop. */
async function startIdle(): Promise<() => Promise<number>> {
  const code = `const delay = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    process.stdin.once('data', () => { console.log(delay.percentile(99.9) / 1e6); process.exit(0); });
    console.log('ready');`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  return async () => {
    child.stdin.write('tell\n');
    const [ms] = (await once(lines, 'line')) as [string];
    return Number(ms);
  };
}

/** What somebody gets who comes now. */
async function contents(url: string, kind: DocumentKind) {
  const one = stock(url, sessionId, kind, bob.name);
  await synced(one);
  const { doc } = one;
  const seen = {
    text: doc.getText('t').toJSON(),
    map: doc.getMap('m').toJSON(),
    array: doc.getArray('a').toJSON(),
    notes: doc.getXmlFragment('notes').toJSON(),
  };
  one.close();
  return seen;
}
