import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import { startHistory, type History } from '../../server/docs/history.ts';
import type { DocumentArchive } from '../../server/docs/ports.ts';
import { memoryDocumentArchive } from '../support/documents/memory-document-archive.ts';
import { memoryDocumentLog, newShelf } from '../support/documents/memory-log.ts';
import { fakePeer, node, typed } from '../support/documents/node.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

const minuteMs = 60_000;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** One node's document with its history. Ann and Bob write into it. */
async function workshop(archive: DocumentArchive = memoryDocumentArchive().archive, shelf = newShelf()) {
  const errors: unknown[] = [];
  const { documents, open } = node(memoryDocumentLog(shelf));
  const deps = { documents, archive, now: () => Date.now(), newId: () => randomUUID() };
  const history: History = startHistory({ ...deps, onError: (_, error) => void errors.push(error) });
  const { document } = await open();
  const [ann, bob] = [fakePeer('Ann'), fakePeer('Bob')];
  for (const peer of [ann, bob]) document.join(peer, 'write');
  const write = async (peer: typeof ann, words: string) => {
    const mine = new Doc();
    applyUpdate(mine, encodeStateAsUpdate(document.doc));
    for (const update of typed(words, mine)) document.receive(peer, { type: 'update', update, whole: false });
    await document.settle();
  };
  const list = async () =>
    (await history.list(document.name)).map(({ cause, editorIds }) => [cause, editorIds.toSorted()] as const);
  const by = (...peers: (typeof ann)[]) => peers.map(({ author }) => author.id).toSorted();
  return { history, document, ann, bob, write, list, by, errors };
}

/** On a busy machine a thread may be long in coming. */
const patience = { timeout: 10_000 };

test('while people work a version is kept at most once a minute, with who worked', async () => {
  const { ann, bob, write, list, by } = await workshop();
  const work = async (fromSecond: number, toSecond: number) => {
    for (let second = fromSecond; second < toSecond; second += 5) {
      await write(second < 60 ? ann : bob, 'x');
      await pass(5_000);
    }
  };
  await work(0, 65);
  // Compressing happens in another thread, which no clock of ours moves: one that is still at work would skip a minute.
  await expect.poll(list, patience).toHaveLength(1);
  await work(65, 150);
  await expect.poll(list, patience).toEqual([
    ['edit', by(bob)],
    ['edit', by(ann)],
  ]);
  await pass(minuteMs);
  await expect.poll(list, { ...patience, message: 'the rest' }).toHaveLength(3);
  await pass(10 * minuteMs);
  expect(await list(), 'and nothing when nobody works').toHaveLength(3);
});

test('a phase that ends keeps a version of what was worked on, and none of what was not', async () => {
  const { history, document, ann, write, list, by } = await workshop();
  history.phaseEnded(document.name.sessionId, '1:1');
  await pass(0);
  expect(await list()).toEqual([]);
  await write(ann, 'words');
  history.phaseEnded(document.name.sessionId, '1:2');
  await expect.poll(list, patience).toEqual([['phase', by(ann)]]);
  history.phaseEnded(document.name.sessionId, '1:3');
  await pass(10 * minuteMs);
  expect(await list()).toHaveLength(1);
});

test('two nodes keep one version of a phase, which names everybody, and share the minute', async () => {
  const { archive } = memoryDocumentArchive();
  const shelf = newShelf();
  const [one, two] = [await workshop(archive, shelf), await workshop(archive, shelf)];
  await one.write(one.ann, 'here ');
  await two.write(two.bob, 'there ');
  for (const { history, document } of [one, two]) history.phaseEnded(document.name.sessionId, '1:7');
  await expect.poll(one.list).toEqual([['phase', one.by(one.ann, two.bob)]]);
  await one.write(one.ann, 'more ');
  await pass(30_000);
  await two.write(two.bob, 'and more ');
  await pass(30_000);
  await expect.poll(one.list).toHaveLength(2);
  await pass(30_000);
  expect(await one.list(), 'the other waits for its minute').toHaveLength(2);
  await pass(30_000);
  await expect.poll(one.list).toHaveLength(3);
});

test('what could not be kept is kept a minute later, with everybody who worked meanwhile', async () => {
  const { archive } = memoryDocumentArchive();
  const keep = vi.spyOn(archive, 'keep').mockRejectedValueOnce(new Error('the database is away'));
  const { ann, bob, write, list, by, errors } = await workshop(archive);
  await write(ann, 'words');
  await pass(minuteMs);
  await expect.poll(() => [keep.mock.calls.length, errors.length]).toEqual([1, 1]);
  await write(bob, 'more');
  await pass(minuteMs);
  await expect.poll(list, patience).toEqual([['edit', by(ann, bob)]]);
});

test('a version is the document as it was, whatever became of it', async () => {
  const { history, document, ann, write } = await workshop();
  await write(ann, 'first');
  await history.capture(document, 'edit');
  await write(ann, ' and more');
  const [version] = await history.list(document.name);
  const was = await history.read(document.name, version!.id);
  expect(was?.getText('t').toJSON()).toBe('first');
  expect(await history.read(document.name, randomUUID())).toBeNull();
  await pass(1);
  await history.capture(document, 'edit');
  await history.capture(document, 'edit');
  expect(await history.list(document.name), 'the same twice is kept once').toHaveLength(2);
});
