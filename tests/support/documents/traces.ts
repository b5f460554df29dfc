import { vi } from 'vitest';
import { ann, bob, cleo } from '../rooms.ts';
import { randomFrom } from '../random.ts';
import { freshDataDir } from '../database.ts';
import { removeDataDir } from '../server-process.ts';
import { sessionId, startDocumentNode } from './document-node.ts';
import { saved, stock, synced } from './stock.ts';

/** Where, how many characters go there, and what comes in their place. */
export type Patch = readonly [at: number, deleted: number, inserted: string];

/** A paper as somebody writes it: runs of single characters, some taken back, with jumps to earlier places. */
export function* paper(edits: number, seed: number): Generator<Patch> {
  const random = randomFrom(seed);
  let length = 0;
  let at = 0;
  for (let count = 0; count < edits; count += 1) {
    if (random() < 0.01) at = Math.floor(random() * (length + 1));
    if (at > 0 && random() < 0.25) {
      at -= 1;
      length -= 1;
      yield [at, 1, ''];
    } else {
      yield [at, 0, String.fromCharCode(32 + Math.floor(random() * 95))];
      at += 1;
      length += 1;
    }
  }
}

/** The text that patches make of nothing. */
export function written(patches: Iterable<Patch>): string {
  const text: string[] = [];
  for (const [at, deleted, inserted] of patches) text.splice(at, deleted, ...Array.from(inserted));
  return text.join('');
}

/**
 * One person writes all of it through a server while another reads; answers what somebody gets who comes after a
 * restart, which is what the reader had, and how long it took.
 */
export async function replay(patches: Iterable<Patch>): Promise<{ text: string; seconds: number }> {
  const dataDir = await freshDataDir();
  let server = await startDocumentNode(dataDir);
  const connect = (token: string) => stock(server.url, sessionId, 'notes', token);
  const textOf = ({ doc }: ReturnType<typeof stock>) => doc.getText('t').toJSON();
  const [writer, reader] = [connect(ann.name), connect(bob.name)];
  await Promise.all([synced(writer), synced(reader)]);
  const startedAt = performance.now();
  const shared = writer.doc.getText('t');
  let count = 0;
  for (const [at, deleted, inserted] of patches) {
    if (deleted > 0) shared.delete(at, deleted);
    if (inserted) shared.insert(at, inserted);
    count += 1;
    // oxlint-disable-next-line no-await-in-loop -- so that the socket gets a turn
    if (count % 200 === 0) await new Promise((resolve) => void setImmediate(resolve));
  }
  await saved(writer);
  const wanted = textOf(writer);
  await vi.waitFor(
    () => {
      if (textOf(reader) !== wanted) throw new Error('The reader has not got all of it');
    },
    { timeout: 60_000, interval: 50 },
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  writer.close();
  reader.close();
  await server.close();
  server = await startDocumentNode(dataDir);
  const late = connect(cleo.name);
  await synced(late);
  const text = textOf(late);
  late.close();
  await server.close();
  await removeDataDir(dataDir);
  return { text, seconds };
}
