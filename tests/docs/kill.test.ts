import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sessionId, startDocumentNode } from '../support/documents/document-node.ts';
import { stock, synced } from '../support/documents/stock.ts';
import { randomFrom } from '../support/random.ts';
import { ann, bob, cleo } from '../support/rooms.ts';
import { newDataDir, removeDataDir } from '../support/server-process.ts';

const script = (name: string) => fileURLToPath(new URL(`../support/documents/${name}`, import.meta.url));
const kills = 20;
const output = { stdio: ['ignore', 'pipe', 'inherit'] } satisfies { stdio: unknown };

/** A server in a process of its own. */
async function startServer(dataDir: string) {
  const child = spawn(process.execPath, [script('document-node.ts'), dataDir], { stdio: [...output.stdio] as never });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { url: line.split(' ')[1]!, ended: once(child, 'exit'), kill: () => child.kill('SIGKILL') };
}

type Saved = { readonly word: string; readonly saved: number };

/** Writes until the server is gone; calls back when so many words were saved, and answers the last that was. */
async function write(url: string, token: string, word: string, enough: number, then: () => void): Promise<Saved> {
  const child = spawn(process.execPath, [script('writer-process.ts'), url, sessionId, token, word], {
    stdio: [...output.stdio] as never,
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
    const saved: Saved[] = [];
    /* oxlint-disable no-await-in-loop -- one life after the other */
    for (let life = 0; life < kills; life += 1) {
      const server = await startServer(dataDir);
      const enough = 1 + Math.floor(random() * 200);
      const writing = [ann, bob, cleo].map(({ name }) =>
        write(server.url, name, `${life}.${name}`, enough, server.kill),
      );
      saved.push(...(await Promise.all(writing)));
      await server.ended;
    }
    /* oxlint-enable no-await-in-loop */
    const server = await startDocumentNode(dataDir);
    const reader = stock(server.url, sessionId, 'notes', ann.name);
    await synced(reader);
    const words = reader.doc.getArray<string>('words').toArray();
    const there = new Set(words);
    const missing = saved.flatMap(({ word, saved: upTo }) =>
      Array.from({ length: upTo }, (_, index) => `${word}-${index + 1}`).filter((one) => !there.has(one)),
    );
    const total = saved.reduce((sum, one) => sum + one.saved, 0);
    console.log(`${total} saved words survived ${kills} kills; ${words.length} are there; seed ${seed}`);
    expect(missing, `seed ${seed}`).toEqual([]);
    expect(there.size, `seed ${seed}: a word is there twice`).toBe(words.length);
    expect(total).toBeGreaterThan(kills);
    reader.close();
    await server.close();
    await removeDataDir(dataDir);
  },
  3 * 60_000,
);
