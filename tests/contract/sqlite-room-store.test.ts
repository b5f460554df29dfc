import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openRoomStore } from '../../server/adapters/sqlite/room-store.ts';
import { given, origin, said, saidAll } from '../support/room-log.ts';
import { roomStoreContract } from './room-store.ts';

async function begin() {
  const dataDir = await mkdtemp(join(tmpdir(), 'carrel-rooms-'));
  let at = Date.UTC(2026, 2, 1);
  const open = () => openRoomStore({ dataDir, now: () => at });
  let store = open();
  return {
    store,
    passTime: async (ms: number) => void (at += ms),
    reopen: async () => {
      await store.close();
      store = open();
      return store;
    },
    /** Looks into the file, or spoils it, while nobody has it open. */
    inFile: async <Found>(look: (db: DatabaseSync) => Found): Promise<Found> => {
      await store.close();
      const db = new DatabaseSync(join(dataDir, 'rooms.sqlite'));
      const found = look(db);
      db.close();
      return found;
    },
    close: async () => {
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

roomStoreContract('SQLite', begin);

describe('SQLite: the file', () => {
  test.for([
    ['a commit', `UPDATE commits SET body = '{"epoch":0,' WHERE session_id = ? AND rev = 2`],
    ['its snapshot', `UPDATE snapshots SET room = '{' WHERE session_id = ?`],
    ['its log has a gap', 'DELETE FROM commits WHERE session_id = ? AND rev = 1'],
  ] as const)('a room that cannot be read says so by its name and spoils no other: %s', async ([what, spoil]) => {
    const { store, inFile, reopen, close } = await begin();
    const [bad, good] = [await given(store), await given(store)];
    await store.commit(bad, origin, saidAll(origin, ['one', 'two']));
    await inFile((db) => db.prepare(spoil).run(bad));
    const again = await reopen();
    await expect(again.load(bad)).rejects.toThrow(`What is stored of session ${bad} cannot be read: ${what}`);
    const [missed, committed] = await Promise.allSettled([
      again.commit(bad, origin, [said(origin)]),
      again.commit(good, origin, [said(origin)]),
    ]);
    expect(missed.status).toBe(what === 'a commit' ? 'rejected' : 'fulfilled');
    expect(committed).toEqual({ status: 'fulfilled', value: { kind: 'committed' } });
    await close();
  });

  test('commands that have expired leave the file, a few with each that comes', async () => {
    const { store, inFile, passTime, close } = await begin();
    const sessionId = await given(store);
    const [old, recent] = [Array.from({ length: 1_000 }, () => 'old'), Array.from({ length: 600 }, () => 'recent')];
    await store.commit(sessionId, origin, saidAll(origin, old));
    await passTime(25 * 60 * 60_000);
    const after = { epoch: 0, rev: old.length };
    await store.commit(sessionId, after, saidAll(after, recent));
    const rows = await inFile((db) => db.prepare('SELECT count(*) AS count FROM remembered').get()?.['count']);
    expect(rows).toBe(recent.length);
    await close();
  });

  test('one written by a newer version is left alone', async () => {
    const { inFile, reopen, close } = await begin();
    await inFile((db) => db.exec('PRAGMA user_version = 99'));
    await expect(reopen()).rejects.toThrow('newer version');
    await close();
  });
});
