import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../server/protocol/room.ts';
import type { MessageId } from '../../server/protocol/ids.ts';
import { applyCommit } from '../../server/domain/apply.ts';
import { memoryArchive } from '../support/memory-archive.ts';
import { memoryRoomStore } from '../support/memory-room-store.ts';
import { roomNode } from '../support/room-node.ts';
import { ann, bob, roomOf, t0 } from '../support/rooms.ts';

function setUp(messages: readonly Message[] = []) {
  const clock = { now: t0 };
  const room = roomOf();
  const store = memoryRoomStore({ now: () => clock.now });
  const archive = memoryArchive(room, messages);
  return { clock, room, store, archive, node: roomNode({ store, archive, room }) };
}

const send = (content: string) => ({ type: 'chat:send', content }) as const;

describe('perform', () => {
  test('commands of one room that wait for a write go into one write, in their order', async () => {
    const { store, node } = setUp();
    await node.come(ann);
    const release = store.holdCommits();
    const answers = ['a', 'b', 'c', 'd'].map((content) => node.by(ann, send(content)));
    release();
    const performed = await Promise.all(answers);
    expect(performed.map((one) => one.ok && one.answer.rev)).toEqual([2, 3, 4, 5]);
    const { room } = await node.current();
    expect(room.state.chat.recent.map(({ content }) => content)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a command sent again gets the answer of the first time and has no second effect', async () => {
    const { node } = setUp();
    await node.come(ann);
    const commandId = randomUUID();
    const first = await node.by(ann, send('once'), commandId);
    await node.by(ann, send('in between'));
    const second = await node.by(ann, send('once'), commandId);
    expect(first).toMatchObject({ ok: true, answer: { epoch: 1, rev: 2, result: { messageId: commandId } } });
    expect(second).toEqual({ ...first, repeated: true });
    expect((await node.current()).room.state.chat.total).toBe(2);
  });

  test('a repetition is recognised before it is refused for what has changed since', async () => {
    const { node } = setUp();
    await node.come(ann);
    const commandId = randomUUID();
    const first = await node.by(ann, { type: 'room:lock' }, commandId);
    await node.by(ann, { type: 'session:end' });
    expect(await node.by(ann, { type: 'room:lock' }, commandId)).toEqual({ ...first, repeated: true });
    expect(await node.by(ann, { type: 'room:lock' })).toMatchObject({ ok: false, refusal: { code: 'SESSION_ENDED' } });
  });

  test('the same command twice in one queue is performed once', async () => {
    const { store, node } = setUp();
    await node.come(ann);
    const release = store.holdCommits();
    const commandId = randomUUID();
    const both = [
      node.by(ann, send('held')),
      node.by(ann, send('once'), commandId),
      node.by(ann, send('once'), commandId),
    ];
    release();
    const [, first, second] = await Promise.all(both);
    expect(second).toEqual({ ...first, repeated: true });
    expect((await node.current()).room.state.chat.total).toBe(2);
  });

  test("another person's command of the same id is another command", async () => {
    const { node } = setUp();
    await node.come(ann);
    await node.come(bob);
    const commandId = randomUUID();
    const first = await node.by(ann, { type: 'participant:raiseHand' }, commandId);
    const second = await node.by(bob, { type: 'participant:raiseHand' }, commandId);
    expect([first, second]).toMatchObject([{ answer: { rev: 3 } }, { answer: { rev: 4 } }]);
  });

  test('an overtaken write folds in what it missed and is decided again', async () => {
    const { store, node } = setUp();
    await node.come(ann);
    store.serveConflicts(3);
    expect(await node.by(ann, send('after three others'))).toMatchObject({ ok: true, answer: { rev: 5 } });
    expect(node.conflicts()).toBe(3);
    expect(node.folded.map(({ rev }) => rev)).toEqual([1, 2, 3, 4, 5]);
  });

  test('a write that is overtaken for ever is given up as UNAVAILABLE', async () => {
    const { store, node } = setUp();
    await node.come(ann);
    store.serveConflicts(1_000);
    expect(await node.by(ann, send('never'))).toMatchObject({ ok: false, refusal: { code: 'UNAVAILABLE' } });
  });

  test.each(['before', 'after'] as const)(
    'a write that failed %s it landed is UNAVAILABLE, and asking again tells',
    async (when) => {
      const { store, node } = setUp();
      await node.come(ann);
      const commandId = randomUUID();
      store.failNextCommit(when);
      expect(await node.by(ann, send('perhaps'), commandId)).toMatchObject({ refusal: { code: 'UNAVAILABLE' } });
      expect(node.failures).toHaveLength(1);
      const again = await node.by(ann, send('perhaps'), commandId);
      expect(again).toMatchObject({ ok: true, answer: { rev: 2 }, ...(when === 'after' ? { repeated: true } : {}) });
      expect((await node.current()).room.state.chat.total).toBe(1);
    },
  );

  test('time in the log never runs backwards, whatever the clock does', async () => {
    const { clock, node } = setUp();
    clock.now = t0 + 60_000;
    await node.come(ann);
    clock.now = t0 - 600_000;
    await node.by(ann, send('earlier?'));
    expect(node.folded.map(({ at }) => at)).toEqual([t0 + 60_000, t0 + 60_000]);
  });

  test('a chat command on a message that has left live state is decided on what the archive has', async () => {
    const id = randomUUID() as MessageId;
    const old: Message = {
      id,
      authorId: bob.userId,
      type: 'TEXT',
      content: 'long ago',
      createdAt: t0,
      editedAt: null,
      deletedAt: null,
      reactions: {},
    };
    const { node } = setUp([old]);
    await node.come(ann);
    await node.come(bob);
    for (let count = 0; count < 51; count += 1) await node.by(ann, send(`${count}`));
    expect(await node.by(bob, { type: 'chat:edit', messageId: id, content: 'mended' })).toMatchObject({ ok: true });
    expect(await node.by(ann, { type: 'chat:edit', messageId: id, content: 'not mine' })).toMatchObject({
      refusal: { code: 'FORBIDDEN' },
    });
  });

  test('who resumes gets exactly the commits after the cursor, or a snapshot if they are no longer at hand', async () => {
    const { node } = setUp();
    await node.come(ann);
    for (let count = 0; count < 600; count += 1) await node.by(ann, send(`${count}`));
    const live = node.live();
    expect(live.since({ epoch: 1, rev: 598 })?.map(({ rev }) => rev)).toEqual([599, 600, 601]);
    expect(live.since({ epoch: 1, rev: 601 })).toEqual([]);
    expect(live.since({ epoch: 1, rev: 602 })).toBeNull();
    expect(live.since({ epoch: 0, rev: 601 })).toBeNull();
    expect(live.since({ epoch: 1, rev: 1 })).toBeNull();
  });

  test('commands for a session that does not exist are refused and leave nothing in memory', async () => {
    const { room, store, archive } = setUp();
    const node = roomNode({ store, archive, room });
    const unknown = randomUUID() as typeof room.state.sessionId;
    const performed = await node.rooms.perform(
      unknown,
      { kind: 'person', person: ann },
      send('?'),
      randomUUID() as never,
    );
    expect(performed).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
    await expect.poll(() => node.rooms.inMemory.size).toBe(0);
  });

  test('a room that the store lost comes back with a new epoch', async () => {
    const { clock, room, store, archive, node } = setUp();
    await node.come(ann);
    const emptied = memoryRoomStore({ now: () => clock.now });
    const after = roomNode({ store: emptied, archive, room });
    expect(await after.current()).toMatchObject({ epoch: 2, rev: 0 });
    expect((await store.load(room.state.sessionId))?.epoch).toBe(1);
  });

  test('what is in memory is what the log folds to', async () => {
    const { room, node } = setUp();
    await node.come(ann);
    await node.come(bob);
    await Promise.all([
      node.by(ann, { type: 'session:start' }),
      node.by(bob, send('hello')),
      node.by(ann, { type: 'timer:start' }),
    ]);
    expect((await node.current()).room).toEqual(node.folded.reduce(applyCommit, room));
  });
});
