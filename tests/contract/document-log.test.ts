import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { createDocumentSnapshots } from '../../server/adapters/prisma/document-snapshots.ts';
import { openDocumentLog as openRedisLog } from '../../server/adapters/redis/document-log.ts';
import { openDocumentLog } from '../../server/adapters/sqlite/document-log.ts';
import type { DocumentKey } from '../../server/docs/names.ts';
import type { DocumentLog, NewUpdate } from '../../server/docs/ports.ts';
import type { UserId } from '../../server/protocol/ids.ts';
import { databaseKinds, openTestDatabase } from '../support/database.ts';
import { memoryDocumentLog, newShelf } from '../support/documents/memory-log.ts';
import { startRedis } from '../support/redis.ts';
import { ann, bob, uuid } from '../support/rooms.ts';
import { newDataDir, removeDataDir } from '../support/server-process.ts';

type UnderTest = { readonly log: DocumentLog; reopen(): Promise<DocumentLog>; close(): Promise<void> };

async function openMemory(): Promise<UnderTest> {
  const shelf = newShelf();
  return { log: memoryDocumentLog(shelf), reopen: async () => memoryDocumentLog(shelf), close: async () => {} };
}

async function openSqlite(): Promise<UnderTest> {
  const dataDir = await newDataDir();
  let log = await openDocumentLog({ dataDir });
  return {
    log,
    async reopen() {
      await log.close();
      log = await openDocumentLog({ dataDir });
      return log;
    },
    async close() {
      await log.close();
      await removeDataDir(dataDir);
    },
  };
}

type Home = { readonly open: () => Promise<UnderTest>; readonly close: () => Promise<void> };

/** A Redis and a database that all tests share: each empties them. */
async function openShared(): Promise<Home> {
  const [redis, database] = await Promise.all([startRedis({ cluster: true }), openTestDatabase(databaseKinds.at(-1)!)]);
  const snapshots = createDocumentSnapshots(database.prisma, randomUUID);
  const start = () => openRedisLog({ url: redis.url, snapshots, newId: randomUUID, onError: fail });
  return {
    async open() {
      await redis.ask('FLUSHALL');
      await database.prisma.documentSnapshot.deleteMany();
      let log = await start();
      return {
        log,
        async reopen() {
          await log.close();
          log = await start();
          return log;
        },
        close: () => log.close(),
      };
    },
    async close() {
      await Promise.all([redis.close(), database.close()]);
    },
  };
}
function fail(_: DocumentKey, error: unknown): never {
  throw error;
}

const alone = (open: Home['open']) => async (): Promise<Home> => ({ open, close: async () => {} });

const key = `${uuid('one')}/notes` as DocumentKey;
const other = `${uuid('one')}/whiteboard` as DocumentKey;
const entry = (byte: number, more: Partial<NewUpdate> = {}): NewUpdate => ({
  update: Uint8Array.of(byte),
  owners: new Map(),
  edits: new Map(),
  ...more,
});
const bytesOf = (tail: readonly Uint8Array[]) => tail.flatMap((update) => [...update]);

/** What every DocumentLog must do (server/docs/ports.ts). */
describe.each([
  ['memory', alone(openMemory)],
  ['SQLite', alone(openSqlite)],
  ['Redis', openShared],
] as const)('%s: a document log', (_, openHome) => {
  let home: Home;
  let current: UnderTest;
  let log: DocumentLog;
  beforeAll(async () => {
    home = await openHome();
  });
  beforeEach(async () => {
    current = await home.open();
    log = current.log;
  });
  afterEach(() => current.close());
  afterAll(() => home.close());

  test('a document that nobody made is made empty, once: of several the first wins', async () => {
    const [one, two] = await Promise.all([log.load(key), log.load(key)]);
    const { epoch, place } = one;
    expect(one).toEqual({ epoch, place, version: 0, snapshot: null, tail: [], owners: new Map() });
    expect(two.epoch).toBe(one.epoch);
    expect((await log.load(other)).epoch).not.toBe(one.epoch);
  });

  test('what was appended is there in order, also after reopening, and in no other document', async () => {
    await log.load(key);
    // As the server does it: the next when the last is durable.
    await log.append(key, entry(1));
    await log.append(key, entry(2));
    await log.append(key, entry(3));
    const again = await current.reopen();
    expect(bytesOf((await again.load(key)).tail)).toEqual([1, 2, 3]);
    expect((await again.load(other)).tail).toEqual([]);
  });

  test('the first owner of a client id stays, and edits add up', async () => {
    await log.load(key);
    const by = (userId: UserId, edits: number) => ({
      owners: new Map([[7, userId]]),
      edits: new Map([[userId, edits]]),
    });
    await log.append(key, entry(1, by(ann.userId, 2)));
    await log.append(key, entry(2, by(bob.userId, 1)));
    await log.append(key, entry(3, by(ann.userId, 3)));
    expect((await log.load(key)).owners).toEqual(new Map([[7, ann.userId]]));
    expect(await log.edits(key)).toEqual(
      new Map([
        [ann.userId, 5],
        [bob.userId, 1],
      ]),
    );
  });

  test('a compaction takes exactly the rows it merged; what came meanwhile stays', async () => {
    await log.load(key);
    await log.append(key, entry(1));
    await log.append(key, entry(2));
    const { version, place } = await log.load(key);
    await log.append(key, entry(3));
    expect(await log.compact(key, { version, snapshot: Uint8Array.of(12), place })).toBe(true);
    const after = await log.load(key);
    expect([...after.snapshot!]).toEqual([12]);
    expect(bytesOf(after.tail)).toEqual([3]);
    expect(after.version).toBe(version + 1);
  });

  test('of two compactions of one version the second does nothing', async () => {
    await log.load(key);
    await log.append(key, entry(1));
    const { version, place } = await log.load(key);
    expect(await log.compact(key, { version, snapshot: Uint8Array.of(1), place })).toBe(true);
    await log.append(key, entry(2));
    const later = await log.load(key);
    expect(await log.compact(key, { version, snapshot: Uint8Array.of(9), place: later.place })).toBe(false);
    const after = await log.load(key);
    expect([...after.snapshot!]).toEqual([1]);
    expect(bytesOf(after.tail)).toEqual([2]);
  });

  test('a document is open until it is concluded', async () => {
    await log.load(key);
    await log.load(other);
    expect(new Set(await log.open())).toEqual(new Set([key, other]));
    await log.conclude(key);
    expect(await log.open()).toEqual([other]);
  });
});
