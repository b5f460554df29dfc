import { expect, test } from 'vitest';
import { given, newCommandId, newRoom, newUserId, origin, said, saidAll } from '../../support/room-log.ts';
import { ada } from '../../support/room-log.ts';
import { fresh, type OpenStore } from './under-test.ts';

const dayMs = 24 * 60 * 60_000;

export function remembering(open: OpenStore): void {
  const { store, passTime, reopen } = fresh(open);
  const one = { epoch: 0, rev: 1 };
  const commandId = newCommandId();
  const answer = said(origin, '', commandId).command?.answer;

  /** A room in which Ada's command was accepted as the first commit. */
  async function accepted() {
    const sessionId = await given(store());
    await store().commit(sessionId, origin, [said(origin, 'first', commandId)]);
    return sessionId;
  }
  const again = (after = one) => said(after, 'again', commandId);
  const repeated = { kind: 'repeated', answers: new Map([[0, answer]]) };

  test('[commit] a command accepted before gets the answer it got then, and nothing is written', async () => {
    const sessionId = await accepted();
    expect(await store().commit(sessionId, one, [again()])).toEqual(repeated);
    expect(await store().load(sessionId)).toMatchObject(one);
  });

  test('[commit] says which of its entries those are, and writes none of the others', async () => {
    const sessionId = await accepted();
    const entries = [said(one), again({ epoch: 0, rev: 2 }), said({ epoch: 0, rev: 3 })];
    const outcome = await store().commit(sessionId, one, entries);
    expect(outcome).toEqual({ kind: 'repeated', answers: new Map([[1, answer]]) });
    expect(await store().load(sessionId)).toMatchObject(one);
    expect(await store().answered(sessionId, ada, entries[0]!.command!.commandId)).toBeNull();
  });

  test.for([
    ['a conflict', origin],
    ['a stale cursor', { epoch: 9, rev: 9 }],
  ] as const)('[commit] a repetition comes before %s', async ([, expected]) => {
    const sessionId = await accepted();
    expect(await store().commit(sessionId, expected, [again(expected)])).toEqual(repeated);
  });

  test('[remember] puts back what was forgotten, and leaves what is known', async () => {
    const sessionId = await accepted();
    const other = newCommandId();
    const lost = { actorId: ada, commandId: other, answer: { epoch: 0, rev: 7 } };
    await store().remember(sessionId, [lost, { ...lost, commandId }]);
    await store().remember(sessionId, []);
    expect(await store().answered(sessionId, ada, other)).toEqual(lost.answer);
    expect(await store().commit(sessionId, one, [again()])).toEqual(repeated);
  });

  test('[commit] the same commandId of somebody else, or in another room, is another command', async () => {
    const sessionId = await accepted();
    const theirs = said(one, 'mine', commandId, newUserId());
    expect(await store().commit(sessionId, one, [theirs])).toEqual({ kind: 'committed' });
    const elsewhere = await given(store());
    expect(await store().commit(elsewhere, origin, [again(origin)])).toEqual({ kind: 'committed' });
  });

  test('[commit] what the server does by itself is not remembered', async () => {
    const sessionId = await given(store());
    const { commit } = said(origin, 'by itself', commandId);
    expect(await store().commit(sessionId, origin, [{ commit }])).toEqual({ kind: 'committed' });
    expect(await store().answered(sessionId, ada, commandId)).toBeNull();
    expect(await store().commit(sessionId, one, [again()])).toEqual({ kind: 'committed' });
  });

  test('[commit] a command that met a conflict was not accepted', async () => {
    const sessionId = await given(store());
    await store().commit(sessionId, origin, [said(origin)]);
    expect((await store().commit(sessionId, origin, [again(origin)])).kind).toBe('conflict');
    expect(await store().answered(sessionId, ada, commandId)).toBeNull();
  });

  test('[answered] gives the answer of an accepted command of this person in this room, or null', async () => {
    const sessionId = await accepted();
    expect(await store().answered(sessionId, ada, commandId)).toEqual(answer);
    expect(await store().answered(sessionId, newUserId(), commandId)).toBeNull();
    expect(await store().answered(sessionId, ada, newCommandId())).toBeNull();
    expect(await store().answered(await given(store()), ada, commandId)).toBeNull();
  });

  test('commands are remembered for 24 hours by the clock of the store, and then no longer', async () => {
    const sessionId = await accepted();
    await passTime(dayMs - 60_000);
    expect(await store().answered(sessionId, ada, commandId)).toEqual(answer);
    expect(await store().commit(sessionId, one, [again()])).toEqual(repeated);
    await passTime(120_000);
    expect(await store().answered(sessionId, ada, commandId)).toBeNull();
    expect(await store().commit(sessionId, one, [again()])).toEqual({ kind: 'committed' });
    expect(await store().answered(sessionId, ada, commandId)).toEqual(again().command?.answer);
  });

  test('commands outlive the process, the commits they made, and the room in the store', async () => {
    const sessionId = await accepted();
    await reopen();
    expect(await store().commit(sessionId, one, [again()])).toEqual(repeated);
    await store().saveSnapshot(sessionId, { ...one, room: newRoom(sessionId) });
    await store().trim(sessionId, one);
    expect(await store().commit(sessionId, one, [again()])).toEqual(repeated);
    expect(await store().release(sessionId, one)).toBe(true);
    expect(await store().commit(sessionId, one, [again()])).toEqual(repeated);
    expect(await store().answered(sessionId, ada, commandId)).toEqual(answer);
    await store().open(sessionId, { ...one, room: newRoom(sessionId) });
    expect(await store().commit(sessionId, one, [again()])).toEqual(repeated);
  });

  test('of many commands each gets its own answer', async () => {
    const sessionId = await given(store());
    const entries = saidAll(
      origin,
      Array.from({ length: 300 }, (_, index) => `${index}`),
    );
    await store().commit(sessionId, origin, entries);
    const outcome = await store().commit(sessionId, origin, entries);
    expect(outcome).toEqual({
      kind: 'repeated',
      answers: new Map(entries.map(({ command }, index) => [index, command?.answer])),
    });
  });
}
