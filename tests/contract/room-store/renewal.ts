import { expect, test } from 'vitest';
import { given, heard, newRoom, origin, said, saidAll } from '../../support/room-log.ts';
import { fresh, type DoubtfulStore } from './under-test.ts';

export function renewal(open: () => Promise<DoubtfulStore>): void {
  const { store, underTest } = fresh(open);
  const two = { epoch: 0, rev: 2 };

  /** A room of two commits in a store that has come back since. */
  async function suspected() {
    const sessionId = await given(store());
    await store().commit(sessionId, origin, saidAll(origin, ['one', 'two']));
    await underTest().comeBack();
    return sessionId;
  }

  test('[load] says of a room that the store may have lost commits since', async () => {
    const sessionId = await suspected();
    expect(await store().load(sessionId)).toMatchObject({ ...two, suspect: true });
    const opened = await given(store());
    expect(await store().load(opened)).not.toHaveProperty('suspect');
  });

  test('[commit] to a suspect room is stale, and nothing is written', async () => {
    const sessionId = await suspected();
    expect(await store().commit(sessionId, two, [said(two)])).toEqual({ kind: 'stale' });
    expect(await store().load(sessionId)).toMatchObject(two);
  });

  test('[commit] what a suspect room still knows to be a repetition is one', async () => {
    const sessionId = await given(store());
    const entry = said(origin);
    await store().commit(sessionId, origin, [entry]);
    await underTest().comeBack();
    const answers = new Map([[0, entry.command?.answer]]);
    expect(await store().commit(sessionId, origin, [entry])).toEqual({ kind: 'repeated', answers });
  });

  test('[release] does not let a suspect room go', async () => {
    const sessionId = await suspected();
    expect(await store().release(sessionId, two)).toBe(false);
    expect(await store().load(sessionId)).toMatchObject(two);
  });

  test('[renew] at the same rev: a new epoch, with the log that was there, to which commits go on', async () => {
    const sessionId = await suspected();
    const { room } = (await store().load(sessionId))!;
    await store().renew(sessionId, two, { epoch: 4, rev: 2, room });
    expect(await store().load(sessionId)).toEqual({ epoch: 4, rev: 2, room });
    const next = { epoch: 4, rev: 2 };
    expect(await store().commit(sessionId, two, [said(two)])).toEqual({ kind: 'stale' });
    expect(await store().commit(sessionId, next, [said(next, 'three')])).toEqual({ kind: 'committed' });
    expect(heard(await store().load(sessionId))).toEqual(['one', 'two', 'three']);
    const log = await store().read(sessionId, { epoch: 4, rev: 0 }, 10);
    expect(log?.map(({ epoch, rev }) => `${epoch}.${rev}`)).toEqual(['0.1', '0.2', '4.3']);
  });

  test('[renew] from a room that is further: the log begins anew after it', async () => {
    const sessionId = await suspected();
    const further = { epoch: 4, rev: 7 };
    await store().renew(sessionId, two, { ...further, room: newRoom(sessionId, 'recorded') });
    expect((await store().load(sessionId))?.room.state.title).toBe('recorded');
    expect(await store().read(sessionId, { epoch: 4, rev: 6 }, 10)).toBeNull();
    expect(await store().read(sessionId, further, 10)).toEqual([]);
    expect(await store().commit(sessionId, further, [said(further, 'on')])).toEqual({ kind: 'committed' });
    expect(await store().load(sessionId)).toMatchObject({ epoch: 4, rev: 8 });
  });

  test('[renew] whoever is first wins, and a room that is not suspect stays as it is', async () => {
    const sessionId = await suspected();
    await store().renew(sessionId, two, { epoch: 1, rev: 3, room: newRoom(sessionId, 'first') });
    await store().renew(sessionId, two, { epoch: 2, rev: 3, room: newRoom(sessionId, 'second') });
    await store().renew(sessionId, { epoch: 1, rev: 3 }, { epoch: 3, rev: 3, room: newRoom(sessionId, 'third') });
    expect(await store().load(sessionId)).toMatchObject({ epoch: 1, rev: 3 });
    expect((await store().load(sessionId))?.room.state.title).toBe('first');
  });

  test('[renew] of a room that stands elsewhere does nothing', async () => {
    const sessionId = await suspected();
    await store().renew(sessionId, { epoch: 0, rev: 1 }, { epoch: 1, rev: 1, room: newRoom(sessionId) });
    expect(await store().load(sessionId)).toMatchObject({ ...two, suspect: true });
  });

  test('[renew] the store may come back again', async () => {
    const sessionId = await suspected();
    const renewed = { epoch: 1, rev: 2, room: newRoom(sessionId) };
    await store().renew(sessionId, two, renewed);
    await underTest().comeBack();
    expect(await store().load(sessionId)).toEqual({ ...renewed, suspect: true });
  });
}
