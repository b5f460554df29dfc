import { expect, test, vi } from 'vitest';
import { sessionId, startDocumentNode } from '../support/documents/document-node.ts';
import { stock, synced, type Stock } from '../support/documents/stock.ts';
import { randomFrom } from '../support/random.ts';
import { ann, bob, cleo } from '../support/rooms.ts';
import { newDataDir, removeDataDir } from '../support/server-process.ts';

const edits = 20_000;
const text = ({ doc }: Stock) => doc.getText('t').toJSON();

/** One person writes a paper: runs of single characters, some taken back, with jumps to earlier places. */
async function writePaper(writer: Stock, seed: number): Promise<string> {
  const random = randomFrom(seed);
  const shared = writer.doc.getText('t');
  let paper = '';
  let at = 0;
  for (let count = 0; count < edits; count += 1) {
    if (random() < 0.01) at = Math.floor(random() * (paper.length + 1));
    if (at > 0 && random() < 0.25) {
      at -= 1;
      shared.delete(at, 1);
      paper = paper.slice(0, at) + paper.slice(at + 1);
    } else {
      const char = String.fromCharCode(32 + Math.floor(random() * 95));
      shared.insert(at, char);
      paper = paper.slice(0, at) + char + paper.slice(at);
      at += 1;
    }
    // oxlint-disable-next-line no-await-in-loop -- so that the socket gets a turn
    if (count % 200 === 0) await new Promise((resolve) => void setImmediate(resolve));
  }
  return paper;
}

test(`${edits} edits arrive as they were written, and are there after a restart`, async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  const dataDir = await newDataDir();
  let server = await startDocumentNode(dataDir);
  const connect = (token: string) => stock(server.url, sessionId, 'notes', token);
  const [writer, reader] = [connect(ann.name), connect(bob.name)];
  await Promise.all([synced(writer), synced(reader)]);
  const paper = await writePaper(writer, seed);
  await vi.waitFor(() => expect(text(reader)).toHaveLength(paper.length), { timeout: 30_000, interval: 20 });
  expect(text(reader), `seed ${seed}`).toBe(paper);
  writer.close();
  reader.close();
  await server.close();
  server = await startDocumentNode(dataDir);
  const late = connect(cleo.name);
  await synced(late);
  expect(text(late), `seed ${seed}`).toBe(paper);
  late.close();
  await server.close();
  await removeDataDir(dataDir);
}, 60_000);
