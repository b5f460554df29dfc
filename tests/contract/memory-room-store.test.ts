import { describe, expect, test } from 'vitest';
import { memoryData, memoryRoomStore } from '../support/memory-room-store.ts';
import { given, heard, origin, said } from '../support/room-log.ts';
import { doubtfulStoreContract, roomStoreContract } from './room-store.ts';

async function begin() {
  let at = Date.UTC(2026, 2, 1);
  const data = memoryData();
  const open = () => memoryRoomStore({ now: () => at, data });
  let store = open();
  return {
    store,
    passTime: async (ms: number) => void (at += ms),
    comeBack: async () => void (data.run += 1),
    reopen: async () => {
      await store.close();
      store = open();
      return store;
    },
    close: () => store.close(),
  };
}

roomStoreContract('in memory', begin);
doubtfulStoreContract('in memory', begin);

describe('what a test may do to commits in memory', () => {
  const begin = async () => {
    const store = memoryRoomStore({ now: () => 0 });
    return { store, sessionId: await given(store) };
  };

  test('the next fails before it wrote, or after it had landed', async () => {
    const { store, sessionId } = await begin();
    store.failNextCommit('before');
    await expect(store.commit(sessionId, origin, [said(origin)])).rejects.toThrow('before');
    expect(await store.load(sessionId)).toMatchObject({ rev: 0 });
    store.failNextCommit('after');
    await expect(store.commit(sessionId, origin, [said(origin)])).rejects.toThrow('after');
    expect(await store.load(sessionId)).toMatchObject({ rev: 1 });
  });

  test('they wait until they are released', async () => {
    const { store, sessionId } = await begin();
    const release = store.holdCommits();
    const held = store.commit(sessionId, origin, [said(origin, 'held')]);
    expect(heard(await store.load(sessionId))).toEqual([]);
    release();
    expect(await held).toEqual({ kind: 'committed' });
  });

  test('so many find that somebody else was first', async () => {
    const { store, sessionId } = await begin();
    store.serveConflicts(2);
    expect(await store.commit(sessionId, origin, [said(origin)])).toMatchObject({ missed: [{ rev: 1, events: [] }] });
    const one = { epoch: 0, rev: 1 };
    expect(await store.commit(sessionId, one, [said(one)])).toMatchObject({ missed: [{ rev: 2 }] });
    const two = { epoch: 0, rev: 2 };
    expect(await store.commit(sessionId, two, [said(two)])).toEqual({ kind: 'committed' });
  });
});
