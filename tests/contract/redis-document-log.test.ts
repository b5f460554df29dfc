import { randomUUID } from 'node:crypto';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDocumentSnapshots } from '../../server/adapters/prisma/document-snapshots.ts';
import { openDocumentLog } from '../../server/adapters/redis/document-log.ts';
import { encodeSnapshot, restore } from '../../server/docs/encoding.ts';
import type { DocumentKey } from '../../server/docs/names.ts';
import type { DocumentLog, Following, SnapshotStore } from '../../server/docs/ports.ts';
import { databaseKinds, openTestDatabase } from '../support/database.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { uuid } from '../support/rooms.ts';

let redis: RedisServer;
let database: Awaited<ReturnType<typeof openTestDatabase>>;
let snapshots: SnapshotStore;
const logs: DocumentLog[] = [];
const errors: unknown[] = [];
beforeAll(async () => {
  [redis, database] = await Promise.all([startRedis(), openTestDatabase(databaseKinds.at(-1)!)]);
  snapshots = createDocumentSnapshots(database.prisma, randomUUID);
});
beforeEach(async () => {
  await redis.ask('FLUSHALL');
  await database.prisma.documentSnapshot.deleteMany();
  errors.length = 0;
});
afterEach(async () => {
  await Promise.all(logs.splice(0).map((log) => log.close()));
});
afterAll(async () => {
  await Promise.all([redis.close(), database.close()]);
});

const key = `${uuid('shared')}/notes` as DocumentKey;
const nothing = { owners: new Map(), edits: new Map() };

async function openLog(store: SnapshotStore = snapshots): Promise<DocumentLog> {
  const onError = (_: DocumentKey, error: unknown) => void errors.push(error);
  const log = await openDocumentLog({ url: redis.url, snapshots: store, newId: randomUUID, onError });
  logs.push(log);
  return log;
}

/** A node with the document in memory, as LiveDocument has it: what it writes is in its memory before it is in the log. */
async function holder(log: DocumentLog) {
  const doc = new Doc();
  const stored = await log.load(key);
  await restore(doc, stored.snapshot, stored.tail);
  const heard = { updates: 0, restored: 0, signals: [] as number[][] };
  const following: Following = log.follow(key, stored.place, {
    updated(update) {
      heard.updates += 1;
      applyUpdate(doc, update);
    },
    async restored({ snapshot, tail }) {
      heard.restored += 1;
      await restore(doc, snapshot, tail);
    },
    everything: () => ({ ...nothing, update: encodeStateAsUpdate(doc) }),
    signalled: (signal) => void heard.signals.push([...signal]),
  });
  return {
    log,
    doc,
    heard,
    following,
    text: () => doc.getText('t').toJSON(),
    async write(words: string) {
      const updates: Uint8Array[] = [];
      const note = (update: Uint8Array) => void updates.push(update);
      doc.on('update', note);
      doc.getText('t').insert(doc.getText('t').length, words);
      doc.off('update', note);
      await log.append(key, { ...nothing, update: updates[0]! });
    },
    async compact() {
      const { version, place, snapshot, tail } = await log.load(key);
      const whole = new Doc();
      await restore(whole, snapshot, tail);
      return log.compact(key, { version, place, snapshot: await encodeSnapshot(whole) });
    },
  };
}
/** What is stored, whoever has it in memory. */
async function stored(log: DocumentLog): Promise<string> {
  const doc = new Doc();
  const { snapshot, tail } = await log.load(key);
  await restore(doc, snapshot, tail);
  return doc.getText('t').toJSON();
}

describe('several nodes', () => {
  test('each hears what the others append, once, and nobody hears themselves', async () => {
    const [one, two] = [await holder(await openLog()), await holder(await openLog())];
    await Promise.all([one.write('one '), two.write('two ')]);
    await expect.poll(() => one.text() === two.text()).toBe(true);
    expect(one.text()).toHaveLength('one two '.length);
    expect([one.heard.updates, two.heard.updates]).toEqual([1, 1]);
  });

  test('who catches up has all that was appended before they asked', async () => {
    const [one, two] = [await holder(await openLog()), await holder(await openLog())];
    for (const words of ['a', 'b', 'c']) {
      await one.write(words);
      await two.following.catchUp();
      expect(two.text()).toBe(one.text());
    }
  });

  test('announcements that are lost are made up for', async () => {
    const [one, two] = [await holder(await openLog()), await holder(await openLog())];
    await redis.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await one.write('unheard');
    await expect.poll(two.text).toBe('unheard');
    expect(two.heard.restored, 'the log still had it').toBe(0);
  });

  test('who has missed what was compacted away gets it from the database', async () => {
    const one = await holder(await openLog());
    await one.write('early ');
    const { place } = await one.log.load(key);
    await one.write('before ');
    expect(await one.compact()).toBe(true);
    await one.write('after');
    expect(await redis.ask('XLEN', `carrel:{${uuid('shared')}}:document:notes:log`)).toBe(1);
    const doc = new Doc();
    const late = (await openLog()).follow(key, place, {
      updated: (update) => applyUpdate(doc, update),
      restored: ({ snapshot, tail }) => restore(doc, snapshot, tail),
      everything: () => ({ ...nothing, update: encodeStateAsUpdate(doc) }),
      signalled: () => {},
    });
    await late.catchUp();
    expect(doc.getText('t').toJSON()).toBe('early before after');
  });

  test('signals reach the others, and not who says them', async () => {
    const [one, two] = [await holder(await openLog()), await holder(await openLog())];
    one.following.signal(Uint8Array.of(1, 32, 0, 255));
    await expect.poll(() => two.heard.signals).toEqual([[1, 32, 0, 255]]);
    expect(one.heard.signals).toEqual([]);
  });
});

describe('Redis loses what it acknowledged', () => {
  test('emptied: nodes put back all they have, at once, and the document stays the same one', async () => {
    const [one, two] = [await holder(await openLog()), await holder(await openLog())];
    const { epoch } = await one.log.load(key);
    await one.write('one ');
    await two.following.catchUp();
    await redis.ask('FLUSHALL');
    await expect.poll(() => stored(one.log), { interval: 200 }).toBe('one ');
    await Promise.all([one.write('more '), two.write('and more ')]);
    await Promise.all([one.following.catchUp(), two.following.catchUp()]);
    expect(one.text()).toBe(two.text());
    expect(await stored(two.log)).toBe(one.text());
    expect((await one.log.load(key)).epoch).toBe(epoch);
    expect(errors).toEqual([]);
  });

  test('an append finds out: what was lost is put back before it is acknowledged', async () => {
    const one = await holder(await openLog());
    await one.write('lost ');
    await redis.ask('FLUSHALL');
    await one.write('found');
    expect(await stored(await openLog())).toBe('lost found');
  });

  test('nobody had it open: it comes from the database', async () => {
    const one = await holder(await openLog());
    await one.write('kept');
    expect(await one.compact()).toBe(true);
    one.following.stop();
    await redis.ask('FLUSHALL');
    const late = await holder(await openLog());
    expect(late.text()).toBe('kept');
    await late.write(' on');
    expect(await stored(late.log)).toBe('kept on');
  });

  test('restored from an older copy: nodes bring it up to date', async () => {
    const one = await holder(await openLog());
    await one.write('old ');
    const putBack = await redis.backUp();
    await one.write('new');
    await putBack();
    await expect.poll(() => stored(one.log), { interval: 200 }).toBe('old new');
  });

  test('emptied while a compaction is under way: nothing written since is taken for merged', async () => {
    const one = await holder(await openLog());
    for (const words of ['a', 'b', 'c']) await one.write(words);
    const before = await one.log.load(key);
    await redis.ask('FLUSHALL');
    await one.write('d');
    const whole = new Doc();
    await restore(whole, before.snapshot, before.tail);
    const { version, place } = before;
    expect(await one.log.compact(key, { version, place, snapshot: await encodeSnapshot(whole) })).toBe(false);
    expect(await stored(one.log)).toBe('abcd');
  });
});

test('the database moves on between the two halves of a read: they are read again', async () => {
  const log = await openLog();
  const one = await holder(log);
  await one.write('whole');
  let compacted = false;
  const slow: SnapshotStore = {
    ...snapshots,
    async load(name) {
      const kept = await snapshots.load(name);
      if (!compacted) {
        compacted = true;
        await one.compact();
      }
      return kept;
    },
  };
  expect(await stored(await openLog(slow))).toBe('whole');
});

test('Redis away: nothing is acknowledged, within two seconds, and it goes on when it is back', async () => {
  const one = await holder(await openLog());
  await one.write('before ');
  await redis.stop();
  const startedAt = performance.now();
  await expect(one.write('during ')).rejects.toThrow(/Redis|closed|writeable|Connection/i);
  expect(performance.now() - startedAt).toBeLessThan(2_500);
  await redis.start();
  await vi.waitFor(() => one.write('after'), { timeout: 15_000, interval: 200 });
  await one.following.catchUp();
  expect(await stored(one.log)).toBe(one.text());
});

test('the database away: what is open goes on, nothing is trimmed, and it is compacted later', async () => {
  const log = await openLog({
    ...snapshots,
    replace: async () => {
      throw new Error('away');
    },
  });
  const one = await holder(log);
  await one.write('kept');
  await expect(one.compact()).rejects.toThrow('away');
  expect(await redis.ask('XLEN', `carrel:{${uuid('shared')}}:document:notes:log`)).toBe(1);
  const back = await openLog();
  expect(await stored(back)).toBe('kept');
});
