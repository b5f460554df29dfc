import { array, constantFrom, double, record } from 'fast-check';
import { expect, test } from 'vitest';
import { applyCommit } from '../../../server/domain/apply.ts';
import type { Cursor } from '../../../server/protocol/events.ts';
import type { CommandId, SessionId } from '../../../server/protocol/ids.ts';
import { ada, given, heard, newCommandId, newRoom, newSessionId, origin, said } from '../../support/room-log.ts';
import { sampled } from '../../support/sampled.ts';
import { fresh, type OpenStore } from './under-test.ts';

export function races(open: OpenStore): void {
  const { store } = fresh(open);

  test('[commit] of 100 from the same rev exactly one wins, and the others learn what they missed', async () => {
    const sessionId = await given(store());
    const entries = Array.from({ length: 100 }, (_, index) => said(origin, `${index}`));
    const outcomes = await Promise.all(entries.map((entry) => store().commit(sessionId, origin, [entry])));
    const winners = entries.filter((_, index) => outcomes[index]?.kind === 'committed');
    expect(winners).toHaveLength(1);
    const lost = outcomes.filter(({ kind }) => kind !== 'committed');
    for (const outcome of lost) expect(outcome).toEqual({ kind: 'conflict', missed: [winners[0]?.commit] });
    expect(await store().read(sessionId, origin, 10)).toEqual([winners[0]?.commit]);
  });

  test('[commit] of one command sent 20 times at once one lands, and all get one answer', async () => {
    const sessionId = await given(store());
    const commandId = newCommandId();
    const copies = Array.from({ length: 20 }, (_, index) => said(origin, `${index}`, commandId));
    const outcomes = await Promise.all(copies.map((entry) => store().commit(sessionId, origin, [entry])));
    expect(outcomes.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
    const answers = new Map([[0, copies[0]?.command?.answer]]);
    const others = outcomes.filter(({ kind }) => kind !== 'committed');
    for (const outcome of others) expect(outcome).toEqual({ kind: 'repeated', answers });
    expect(await store().load(sessionId)).toMatchObject({ rev: 1 });
  });

  test('[commit] in 50 rooms at once: those that cannot be done leave the others alone', async () => {
    const rooms = await Promise.all(Array.from({ length: 50 }, () => given(store())));
    const wrong: Cursor = { epoch: 0, rev: 9 };
    const outcomes = await Promise.all(
      rooms.map((sessionId, index) => {
        const expected = index % 7 === 0 ? wrong : origin;
        return store().commit(sessionId, expected, [said(expected, `${index}`)]);
      }),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(
      rooms.map((_, index) => (index % 7 === 0 ? 'stale' : 'committed')),
    );
    const loaded = await Promise.all(rooms.map((sessionId) => store().load(sessionId)));
    expect(loaded.map(heard)).toEqual(rooms.map((_, index) => (index % 7 === 0 ? [] : [`${index}`])));
  });

  test('[load] two at once give two rooms that are the same', async () => {
    const sessionId = await given(store());
    const [one, other] = await Promise.all([store().load(sessionId), store().load(sessionId)]);
    expect(one).toEqual(other);
    expect(one?.room).not.toBe(other?.room);
  });

  test('[open] ten at once put one room in', async () => {
    const sessionId = newSessionId();
    const revs = Array.from({ length: 10 }, (_, index) => index);
    await Promise.all(
      revs.map((rev) => store().open(sessionId, { epoch: 0, rev, room: newRoom(sessionId, `${rev}`) })),
    );
    const loaded = await store().load(sessionId);
    expect(loaded?.room.state.title).toBe(`${loaded?.rev}`);
  });

  test('[release] against a commit: one of them happens', async () => {
    const rooms = await Promise.all(Array.from({ length: 20 }, () => given(store())));
    for (const [index, sessionId] of rooms.entries()) {
      const commit = () => store().commit(sessionId, origin, [said(origin)]);
      const release = () => store().release(sessionId, origin);
      // oxlint-disable-next-line no-await-in-loop -- one race after the other
      const [outcome, released] = index % 2 ? await both(commit, release) : (await both(release, commit)).toReversed();
      expect([outcome, released]).toEqual(released ? [{ kind: 'stale' }, true] : [{ kind: 'committed' }, false]);
    }
  });

  test('writers with outdated cursors who repeat themselves and each other: every command once, no gap', async () => {
    const rooms = await Promise.all([given(store()), given(store()), given(store())]);
    const commands = Array.from({ length: 40 }, () => newCommandId());
    const someRoom = constantFrom(...rooms);
    const step = record({ sessionId: someRoom, commandId: constantFrom(...commands), progress: double(unit) });
    const writers = sampled('writers of a room store', array(step, { minLength: 100, maxLength: 100 }), 4);
    await Promise.all(
      writers.map(async (steps) => {
        // oxlint-disable-next-line no-await-in-loop -- as one client does
        for (const one of steps) await insist(one);
      }),
    );
    for (const sessionId of rooms) {
      // oxlint-disable-next-line no-await-in-loop -- one room after the other
      const [log, loaded] = await Promise.all([store().read(sessionId, origin, 1_000), store().load(sessionId)]);
      const sent = writers.flat().flatMap((one) => (one.sessionId === sessionId ? [one.commandId] : []));
      expect(log?.map(({ commandId }) => commandId).toSorted()).toEqual([...new Set(sent)].toSorted());
      expect(log?.map(({ rev }) => rev)).toEqual(log?.map((_, index) => index + 1));
      expect(loaded?.room).toEqual(log?.reduce(applyCommit, newRoom(sessionId)));
    }
  });

  type Step = { sessionId: SessionId; commandId: CommandId; progress: number };
  /** Tries until the command is in, at first from a cursor that may be long past. */
  async function insist({ sessionId, commandId, progress }: Step): Promise<void> {
    let rev = Math.floor(progress * ((await store().load(sessionId))?.rev ?? 0));
    for (;;) {
      const expected = { epoch: 0, rev };
      // oxlint-disable-next-line no-await-in-loop -- the next try depends on this one
      const outcome = await store().commit(sessionId, expected, [said(expected, 'again', commandId)]);
      if (outcome.kind === 'stale') throw new Error('Nothing trims this log');
      if (outcome.kind !== 'conflict') break;
      rev += outcome.missed.length;
    }
    expect(await store().answered(sessionId, ada, commandId)).not.toBeNull();
  }
}

const unit = { min: 0, max: 1, noNaN: true };
const both = <One, Other>(one: () => Promise<One>, other: () => Promise<Other>) => Promise.all([one(), other()]);
