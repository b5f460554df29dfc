import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { randomFrom } from '../random.ts';
import { ann, bob, cleo } from '../rooms.ts';
import { freshDataDir } from '../database.ts';
import { removeDataDir } from '../server-process.ts';
import { startPostgres } from '../postgres.ts';
import { startRedis } from '../redis.ts';
import { sessionId, startDocumentNode, type Place } from './document-node.ts';
import { stock, synced } from './stock.ts';

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const output = { stdio: ['ignore', 'pipe', 'inherit'] } satisfies { stdio: unknown };

/** A server in a process of its own. */
async function startServer(place: Place) {
  const args = typeof place === 'string' ? [place] : [place.redisUrl, place.databaseUrl];
  const child = spawn(process.execPath, [script('document-node.ts'), ...args], { stdio: [...output.stdio] as never });
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

/**
 * Kills a server so many times while three people write through it. Whatever was told to be saved is there afterwards,
 * once, for somebody who comes then, and for `reader` who was there all the time on a node that was spared.
 */
async function killOften(place: Place, kills: number, reader: ReturnType<typeof stock> | null): Promise<void> {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  const random = randomFrom(seed);
  const saved: Saved[] = [];
  /* oxlint-disable no-await-in-loop -- one life after the other */
  for (let life = 0; life < kills; life += 1) {
    const server = await startServer(place);
    const enough = 1 + Math.floor(random() * 200);
    const writing = [ann, bob, cleo].map(({ name }) => write(server.url, name, `${life}.${name}`, enough, server.kill));
    saved.push(...(await Promise.all(writing)));
    await server.ended;
  }
  /* oxlint-enable no-await-in-loop */
  const server = await startDocumentNode(place);
  const late = stock(server.url, sessionId, 'notes', ann.name);
  await synced(late);
  const words = late.doc.getArray<string>('words').toArray();
  const there = new Set(words);
  const missing = saved.flatMap(({ word, saved: upTo }) =>
    Array.from({ length: upTo }, (_, index) => `${word}-${index + 1}`).filter((one) => !there.has(one)),
  );
  const total = saved.reduce((sum, one) => sum + one.saved, 0);
  console.log(`${total} saved words survived ${kills} kills; ${words.length} are there; seed ${seed}`);
  expect(missing, `seed ${seed}`).toEqual([]);
  expect(there.size, `seed ${seed}: a word is there twice`).toBe(words.length);
  expect(total).toBeGreaterThan(kills);
  if (reader) {
    await expect.poll(() => reader.doc.getArray<string>('words').toArray(), { timeout: 10_000 }).toEqual(words);
  }
  late.close();
  await server.close();
}

/** A single node, with its documents in a directory. */
export async function killEmbedded(kills: number): Promise<void> {
  const dataDir = await freshDataDir();
  await killOften(dataDir, kills, null);
  await removeDataDir(dataDir);
}

/** One of two nodes on a Redis and a PostgreSQL. */
export async function killShared(kills: number): Promise<void> {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
  const place = { redisUrl: redis.url, databaseUrl: await postgres.createDatabase() };
  const spared = await startDocumentNode(place);
  const reader = stock(spared.url, sessionId, 'notes', cleo.name);
  await synced(reader);
  await killOften(place, kills, reader);
  reader.close();
  await spared.close();
  await Promise.all([redis.close(), postgres.close()]);
}
