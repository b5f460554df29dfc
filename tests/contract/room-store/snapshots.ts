import { expect, test } from 'vitest';
import { given, heard, newRoom, newSessionId, origin, said, saidAll } from '../../support/room-log.ts';
import { fresh, type OpenStore } from './under-test.ts';

export function snapshots(open: OpenStore): void {
  const { store, reopen } = fresh(open);
  const atRev = (rev: number, epoch = 0) => ({ epoch, rev });

  /** Five commits, and a copy of the room after the third that tells by its title when it is used. */
  async function fiveCommits() {
    const sessionId = await given(store());
    await store().commit(sessionId, origin, saidAll(origin, ['one', 'two', 'three', 'four', 'five']));
    return { sessionId, copy: newRoom(sessionId, 'from the snapshot') };
  }

  test('[saveSnapshot] loading folds only what came after it', async () => {
    const { sessionId, copy } = await fiveCommits();
    await store().saveSnapshot(sessionId, { ...atRev(3), room: copy });
    const loaded = await store().load(sessionId);
    expect(loaded).toMatchObject(atRev(5));
    expect(loaded?.room.state.title).toBe('from the snapshot');
    expect(heard(loaded)).toEqual(['four', 'five']);
    await reopen();
    expect(await store().load(sessionId)).toEqual(loaded);
  });

  test('[saveSnapshot] the log stays as long as it is', async () => {
    const { sessionId, copy } = await fiveCommits();
    await store().saveSnapshot(sessionId, { ...atRev(3), room: copy });
    expect(await store().read(sessionId, origin, 10)).toHaveLength(5);
  });

  test.for([
    ['older than the one there is', atRev(2)],
    ['of another epoch', atRev(4, 1)],
    ['ahead of the log', atRev(6)],
  ] as const)('[saveSnapshot] one that is %s changes nothing', async ([, cursor]) => {
    const { sessionId, copy } = await fiveCommits();
    await store().saveSnapshot(sessionId, { ...atRev(3), room: copy });
    await store().saveSnapshot(sessionId, { ...cursor, room: newRoom(sessionId, 'wrong') });
    expect((await store().load(sessionId))?.room.state.title).toBe('from the snapshot');
  });

  test('[saveSnapshot] does not bring a room into the store', async () => {
    const sessionId = newSessionId();
    await store().saveSnapshot(sessionId, { ...origin, room: newRoom(sessionId) });
    expect(await store().load(sessionId)).toBeNull();
  });

  test('[trim] drops commits that the snapshot covers, and the room is the same', async () => {
    const { sessionId, copy } = await fiveCommits();
    await store().saveSnapshot(sessionId, { ...atRev(3), room: copy });
    const before = await store().load(sessionId);
    await store().trim(sessionId, atRev(2));
    expect(await store().load(sessionId)).toEqual(before);
    expect(await store().read(sessionId, atRev(1), 10)).toBeNull();
    expect((await store().read(sessionId, atRev(2), 10))?.map(({ rev }) => rev)).toEqual([3, 4, 5]);
  });

  test('[trim] leaves what the snapshot does not cover', async () => {
    const { sessionId, copy } = await fiveCommits();
    await store().saveSnapshot(sessionId, { ...atRev(3), room: copy });
    await store().trim(sessionId, atRev(5));
    expect((await store().read(sessionId, atRev(3), 10))?.map(({ rev }) => rev)).toEqual([4, 5]);
    expect(heard(await store().load(sessionId))).toEqual(['four', 'five']);
  });

  test('[trim] with a cursor of another epoch, or further back than before, changes nothing', async () => {
    const { sessionId, copy } = await fiveCommits();
    await store().saveSnapshot(sessionId, { ...atRev(3), room: copy });
    await store().trim(sessionId, atRev(3, 1));
    expect(await store().read(sessionId, origin, 10)).toHaveLength(5);
    await store().trim(sessionId, atRev(3));
    await store().trim(sessionId, atRev(1));
    expect(await store().read(sessionId, atRev(2), 10)).toBeNull();
    expect(await store().read(sessionId, atRev(3), 10)).toHaveLength(2);
  });

  test('[trim] a room whose commits have all gone is loaded, read and written as before', async () => {
    const { sessionId, copy } = await fiveCommits();
    await store().saveSnapshot(sessionId, { ...atRev(5), room: copy });
    await store().trim(sessionId, atRev(5));
    await reopen();
    expect(await store().load(sessionId)).toEqual({ ...atRev(5), room: copy });
    expect(await store().read(sessionId, atRev(5), 10)).toEqual([]);
    expect(await store().commit(sessionId, atRev(5), [said(atRev(5), 'six')])).toEqual({ kind: 'committed' });
    expect(heard(await store().load(sessionId))).toEqual(['six']);
  });

  test('[commit] is stale when the log no longer reaches back to what was missed', async () => {
    const { sessionId, copy } = await fiveCommits();
    await store().saveSnapshot(sessionId, { ...atRev(3), room: copy });
    await store().trim(sessionId, atRev(3));
    expect(await store().commit(sessionId, atRev(2), [said(atRev(2))])).toEqual({ kind: 'stale' });
    expect((await store().commit(sessionId, atRev(3), [said(atRev(3))])).kind).toBe('conflict');
    expect(await store().load(sessionId)).toMatchObject(atRev(5));
  });
}
