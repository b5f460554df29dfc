import { expect, test } from 'vitest';
import { applyCommit } from '../../../server/domain/apply.ts';
import { commitsOf, given, heard, newRoom, newSessionId, origin, said, saidAll } from '../../support/room-log.ts';
import { fresh, type OpenStore } from './under-test.ts';

export function log(open: OpenStore): void {
  const { store, reopen } = fresh(open);

  test('[load] there is nothing of a room that the store does not have', async () => {
    expect(await store().load(newSessionId())).toBeNull();
  });

  test('[commit] all entries are appended, and the room is what they make of it', async () => {
    const sessionId = await given(store());
    const entries = saidAll(origin, ['one', 'two', 'three']);
    expect(await store().commit(sessionId, origin, entries)).toEqual({ kind: 'committed' });
    const room = commitsOf(entries).reduce(applyCommit, newRoom(sessionId));
    expect(await store().load(sessionId)).toEqual({ epoch: 0, rev: 3, room });
    expect(await store().read(sessionId, origin, 10)).toEqual(commitsOf(entries));
  });

  test('[commit] what was acknowledged outlives the process', async () => {
    const sessionId = await given(store());
    const entries = saidAll(origin, ['one', 'two']);
    await store().commit(sessionId, origin, entries);
    const before = await store().load(sessionId);
    await reopen();
    expect(await store().load(sessionId)).toEqual(before);
    expect(await store().read(sessionId, origin, 10)).toEqual(commitsOf(entries));
  });

  test('[commit] rooms do not mix', async () => {
    const [one, other] = [await given(store()), await given(store(), { epoch: 3, rev: 7 })];
    await store().commit(one, origin, [said(origin, 'in the one')]);
    await store().commit(other, { epoch: 3, rev: 7 }, [said({ epoch: 3, rev: 7 }, 'in the other')]);
    expect([heard(await store().load(one)), heard(await store().load(other))]).toEqual([
      ['in the one'],
      ['in the other'],
    ]);
    expect(await store().load(other)).toMatchObject({ epoch: 3, rev: 8 });
  });

  test('[commit] after somebody else wrote, a conflict says what was missed, oldest first, and nothing is written', async () => {
    const sessionId = await given(store());
    const entries = saidAll(origin, ['one', 'two', 'three']);
    await store().commit(sessionId, origin, entries);
    const late = { epoch: 0, rev: 1 };
    const outcome = await store().commit(sessionId, late, [said(late, 'late')]);
    expect(outcome).toEqual({ kind: 'conflict', missed: commitsOf(entries).slice(1) });
    expect(heard(await store().load(sessionId))).toEqual(['one', 'two', 'three']);
  });

  test.for([
    ['another epoch', { epoch: 1, rev: 1 }],
    ['a rev that the log has not reached', { epoch: 0, rev: 2 }],
  ] as const)('[commit] is stale with %s, and nothing is written', async ([, expected]) => {
    const sessionId = await given(store());
    await store().commit(sessionId, origin, [said(origin, 'one')]);
    expect(await store().commit(sessionId, expected, [said(expected, 'two')])).toEqual({ kind: 'stale' });
    expect(await store().load(sessionId)).toMatchObject({ epoch: 0, rev: 1 });
  });

  test('[commit] is stale in a room that the store does not have, and makes none', async () => {
    const sessionId = newSessionId();
    expect(await store().commit(sessionId, origin, [said(origin)])).toEqual({ kind: 'stale' });
    expect(await store().load(sessionId)).toBeNull();
  });

  test('[commit] entries that would leave a gap are a bug: it throws, and nothing is written', async () => {
    const sessionId = await given(store());
    const ahead = said({ epoch: 0, rev: 1 });
    await expect(store().commit(sessionId, origin, [ahead])).rejects.toThrow('continue');
    await expect(store().commit(sessionId, origin, [said({ epoch: 1, rev: 0 })])).rejects.toThrow('continue');
    expect(await store().load(sessionId)).toMatchObject(origin);
  });

  test('[read] gives what comes after the cursor, oldest first, at most as many as asked for', async () => {
    const sessionId = await given(store());
    // Ten and more: an order by text would put 10 before 2.
    const contents = Array.from({ length: 12 }, (_, index) => `${index}`);
    const commits = commitsOf(saidAll(origin, contents));
    await store().commit(sessionId, origin, saidAll(origin, contents));
    expect((await store().read(sessionId, { epoch: 0, rev: 2 }, 9))?.map(({ rev }) => rev)).toEqual(
      commits.slice(2, 11).map(({ rev }) => rev),
    );
    expect(await store().read(sessionId, { epoch: 0, rev: 12 }, 9)).toEqual([]);
  });

  test.for([
    ['another epoch', { epoch: 1, rev: 0 }],
    ['a rev that the log has not reached', { epoch: 0, rev: 2 }],
  ] as const)('[read] answers null for %s', async ([, after]) => {
    const sessionId = await given(store());
    await store().commit(sessionId, origin, [said(origin)]);
    expect(await store().read(sessionId, after, 10)).toBeNull();
  });

  test('[read] answers null for what came before the room was opened, and for a room that is not there', async () => {
    const sessionId = await given(store(), { epoch: 0, rev: 5 });
    expect(await store().read(sessionId, { epoch: 0, rev: 4 }, 10)).toBeNull();
    expect(await store().read(newSessionId(), origin, 10)).toBeNull();
  });

  test('[revs] says where rooms stand, and leaves out those that are not there', async () => {
    const [one, other, unknown] = [await given(store()), await given(store(), { epoch: 3, rev: 7 }), newSessionId()];
    await store().commit(one, origin, saidAll(origin, ['one', 'two']));
    const revs = new Map([
      [one, { epoch: 0, rev: 2 }],
      [other, { epoch: 3, rev: 7 }],
    ]);
    expect(await store().revs([one, unknown, other])).toEqual(revs);
    expect(await store().revs([])).toEqual(new Map());
  });

  test('nobody holds an object of the store', async () => {
    const sessionId = await given(store());
    const entry = said(origin, 'as it was');
    const asked = store().commit(sessionId, origin, [entry]);
    Object.assign(entry.commit, { events: [] });
    await asked;
    const loaded = await store().load(sessionId);
    const read = await store().read(sessionId, origin, 1);
    Object.assign(loaded!.room.state.chat, { recent: [] });
    Object.assign(read![0]!, { events: [] });
    expect(heard(await store().load(sessionId))).toEqual(['as it was']);
    expect((await store().read(sessionId, origin, 1))?.[0]?.events).toHaveLength(1);
  });
}
