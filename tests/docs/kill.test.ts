import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { gather, type Someone } from '../support/documents/people.ts';
import { stock, synced } from '../support/documents/stock.ts';
import { randomFrom } from '../support/random.ts';
import { newDataDir, removeDataDir, startServerProcess } from '../support/server-process.ts';

const script = fileURLToPath(new URL('../support/documents/writer-process.ts', import.meta.url));
const kills = 20;

/** Writes until it is told `count` times that all is saved; answers the last number that was. */
async function writer(
  url: string,
  sessionId: string,
  { token }: Someone,
  word: string,
  enough: number,
  then: () => void,
) {
  const child = spawn(process.execPath, [script, url, sessionId, token, word], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let saved = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    saved = Number(line);
    if (saved >= enough) then();
  }
  await ended;
  return { word, saved };
}

test(
  `kill -9 after "saved", ${kills} times under load: every saved word is there, once`,
  async () => {
    const dataDir = await newDataDir();
    const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
    const random = randomFrom(seed);
    let server = await startServerProcess({ dataDir });
    const gathering = await gather(server.url);
    const people = [gathering.host, await gathering.join(), await gathering.join()];
    const saved: { word: string; saved: number }[] = [];
    /* oxlint-disable no-await-in-loop -- one life after the other */
    for (let life = 0; life < kills; life += 1) {
      const enough = 1 + Math.floor(random() * 200);
      const killed = new Promise<void>((resolve) => {
        const writing = people.map((one, index) =>
          writer(server.url, gathering.sessionId, one, `${life}.${index}`, enough, () => server.signal('SIGKILL')),
        );
        void Promise.all(writing).then((done) => {
          saved.push(...done);
          resolve();
        });
      });
      await killed;
      await server.end('SIGKILL');
      server = await startServerProcess({ dataDir });
    }
    /* oxlint-enable no-await-in-loop */
    const reader = stock(server.url, gathering.sessionId, 'notes', gathering.host.token);
    await synced(reader);
    const words = reader.doc.getArray<string>('words').toArray();
    const there = new Set(words);
    expect(there.size, `seed ${seed}: a word is there twice`).toBe(words.length);
    for (const one of saved) {
      for (let count = 1; count <= one.saved; count += 1)
        expect(there.has(`${one.word}-${count}`), `seed ${seed}`).toBe(true);
    }
    const total = saved.reduce((sum, one) => sum + one.saved, 0);
    console.log(`${total} saved words survived ${kills} kills; ${words.length} are there; seed ${seed}`);
    reader.close();
    await server.end();
    await removeDataDir(dataDir);
  },
  5 * 60_000,
);
