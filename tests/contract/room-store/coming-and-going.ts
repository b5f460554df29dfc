import { expect, test } from 'vitest';
import type { SessionId } from '../../../server/protocol/ids.ts';
import { given, heard, newRoom, newSessionId, origin, said } from '../../support/room-log.ts';
import { fresh, type OpenStore } from './under-test.ts';

export function comingAndGoing(open: OpenStore): void {
  const { store, reopen } = fresh(open);
  const one = { epoch: 0, rev: 1 };

  async function allRooms(): Promise<SessionId[]> {
    const found: SessionId[] = [];
    for await (const sessionId of store().rooms()) found.push(sessionId);
    return found;
  }

  test('[open] puts a room in at its cursor', async () => {
    const sessionId = newSessionId();
    const room = newRoom(sessionId);
    await store().open(sessionId, { epoch: 2, rev: 40, room });
    expect(await store().load(sessionId)).toEqual({ epoch: 2, rev: 40, room });
  });

  test('[open] whoever is first wins', async () => {
    const sessionId = await given(store());
    await store().commit(sessionId, origin, [said(origin, 'first')]);
    await store().open(sessionId, { epoch: 5, rev: 9, room: newRoom(sessionId, 'second') });
    expect(heard(await store().load(sessionId))).toEqual(['first']);
    expect(await store().load(sessionId)).toMatchObject(one);
  });

  test('[renew] a room that is not suspect stays as it is, and none comes in', async () => {
    const sessionId = await given(store());
    const before = await store().load(sessionId);
    await store().renew(sessionId, origin, { epoch: 1, rev: 0, room: newRoom(sessionId, 'renewed') });
    expect(await store().load(sessionId)).toEqual(before);
    const unknown = newSessionId();
    await store().renew(unknown, origin, { epoch: 1, rev: 0, room: newRoom(unknown) });
    expect(await store().load(unknown)).toBeNull();
  });

  test('[release] takes out a room that still stands at the cursor, with all that belongs to it', async () => {
    const sessionId = await given(store());
    await store().setDue(sessionId, 1);
    await store().commit(sessionId, origin, [said(origin)]);
    expect(await store().release(sessionId, one)).toBe(true);
    expect(await store().load(sessionId)).toBeNull();
    expect(await store().read(sessionId, origin, 10)).toBeNull();
    expect(await store().due(2, 10)).toEqual([]);
    expect(await allRooms()).toEqual([]);
    await reopen();
    expect(await store().load(sessionId)).toBeNull();
  });

  test('[release] answers false for a room that moved on, is of another epoch, or is not there', async () => {
    const sessionId = await given(store());
    await store().commit(sessionId, origin, [said(origin)]);
    expect(await store().release(sessionId, origin)).toBe(false);
    expect(await store().release(sessionId, { epoch: 1, rev: 1 })).toBe(false);
    expect(await store().release(newSessionId(), origin)).toBe(false);
    expect(await store().load(sessionId)).toMatchObject(one);
  });

  test('[release] a caller who still holds the room gets stale, and nothing is written', async () => {
    const sessionId = await given(store());
    await store().release(sessionId, origin);
    expect(await store().commit(sessionId, origin, [said(origin)])).toEqual({ kind: 'stale' });
    await store().saveSnapshot(sessionId, { ...origin, room: newRoom(sessionId) });
    await store().trim(sessionId, origin);
    expect(await store().load(sessionId)).toBeNull();
  });

  test('[open] a released room goes on where it stood, or in a new epoch', async () => {
    const sessionId = await given(store());
    await store().commit(sessionId, origin, [said(origin)]);
    await store().release(sessionId, one);
    await store().open(sessionId, { ...one, room: newRoom(sessionId, 'back') });
    expect(await store().commit(sessionId, one, [said(one, 'and on')])).toEqual({ kind: 'committed' });
    expect(heard(await store().load(sessionId))).toEqual(['and on']);
    await store().release(sessionId, { epoch: 0, rev: 2 });
    await store().open(sessionId, { epoch: 1, rev: 0, room: newRoom(sessionId) });
    expect(await store().load(sessionId)).toMatchObject({ epoch: 1, rev: 0 });
  });

  // Read from the archive before somebody else opened the room, wrote to it and released it: it would undo their commits.
  test('[open] a copy from before the release does not come back', async () => {
    const sessionId = await given(store());
    await store().commit(sessionId, origin, [said(origin)]);
    await store().release(sessionId, one);
    await store().open(sessionId, { ...origin, room: newRoom(sessionId, 'outdated') });
    expect(await store().load(sessionId)).toBeNull();
    await reopen();
    await store().open(sessionId, { ...origin, room: newRoom(sessionId, 'outdated') });
    expect(await store().load(sessionId)).toBeNull();
  });

  test('[rooms] gives every room once', async () => {
    const rooms = await Promise.all(Array.from({ length: 450 }, () => given(store())));
    expect((await allRooms()).toSorted()).toEqual(rooms.toSorted());
  });

  test('[rooms] whatever comes and goes meanwhile, a room that stays is given once', async () => {
    const rooms = await Promise.all(Array.from({ length: 450 }, () => given(store())));
    const leaving = new Set(rooms.filter((_, index) => index % 3 === 0));
    const found: SessionId[] = [];
    for await (const sessionId of store().rooms()) {
      found.push(sessionId);
      const [next] = leaving;
      if (next === undefined) continue;
      leaving.delete(next);
      await store().release(next, origin);
      await given(store());
    }
    const staying = rooms.filter((_, index) => index % 3 !== 0);
    const seen = found.filter((sessionId) => staying.includes(sessionId));
    expect(seen.toSorted()).toEqual(staying.toSorted());
  });

  test('[close] twice is fine, and what was asked for before is done', async () => {
    const sessionId = await given(store());
    const asked = store().commit(sessionId, origin, [said(origin, 'at the last moment')]);
    await Promise.all([store().close(), store().close()]);
    expect(await asked).toEqual({ kind: 'committed' });
    await reopen();
    expect(heard(await store().load(sessionId))).toEqual(['at the last moment']);
  });

  test('[close] afterwards everything throws', async () => {
    const sessionId = await given(store());
    await store().close();
    await expect(store().commit(sessionId, origin, [said(origin)])).rejects.toThrow('The store is closed');
    await expect(store().load(sessionId)).rejects.toThrow('The store is closed');
    await expect(store().heartbeat('a')).rejects.toThrow('The store is closed');
    await expect(allRooms()).rejects.toThrow('The store is closed');
  });
}
