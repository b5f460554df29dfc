import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Room } from '../../server/domain/room.ts';
import type { Commit } from '../../server/protocol/events.ts';
import { secret } from '../support/rooms.ts';
import { startSocketNode, type SocketNode } from '../support/socket-node.ts';
import { arrivalCode, codeOf, seenInOrder, type Visitor } from '../support/visitor.ts';

let node: SocketNode;
let room: Room;
let auth: { sessionId: string; invite: string };
beforeAll(async () => (node = await startSocketNode()));
afterEach(() => node.leaveAll());
afterAll(() => node.close());

function newRoom(given: Parameters<SocketNode['session']>[0] = {}) {
  room = node.session(given);
  auth = { sessionId: room.state.sessionId, invite: secret };
}
const stateOf = async () => (await node.stored(room)).room.state;
const connections = async () => Object.keys((await node.stored(room)).room.backstage.connections).length;
const statusOf = async ({ userId }: Visitor) => (await stateOf()).participants[userId as never]?.status;
const joined = async () =>
  Object.values((await stateOf()).participants).filter(({ status }) => status === 'JOINED').length;

describe('one person in two windows', () => {
  test('is one participant, who has left only when the last window leaves', async () => {
    newRoom();
    const host = await node.visit('Ann', auth);
    const [first, second] = [await node.visit('Bob', auth), await node.visit('Bob', auth)];
    expect(await joined()).toBe(2);
    await first.ask('room:leave', auth);
    expect(await statusOf(first)).toBe('JOINED');
    expect(codeOf(await second.command('chat:send', { content: 'still here' }))).toBe('OK');
    await second.ask('room:leave', auth);
    expect(await statusOf(first)).toBe('LEFT');
    expect(await joined()).toBe(1);
    await expect.poll(() => host.commits.at(-1)?.rev).toBe((await node.stored(room)).rev);
    seenInOrder(host);
  });

  test('that both close is away, and was never counted twice', async () => {
    newRoom();
    const host = await node.visit('Ann', auth);
    const windows = await Promise.all([1, 2, 3].map(() => node.visit('Bob', auth)));
    for (const window of windows) window.close();
    await expect.poll(connections).toBe(1);
    expect(await joined()).toBe(2);
    seenInOrder(host);
  });
});

describe('leaving and joining', () => {
  test.each([
    ['leave, join', ['room:leave', 'room:join'], 'JOINED'],
    ['join, leave', ['room:join', 'room:leave'], 'LEFT'],
    ['leave, join, leave', ['room:leave', 'room:join', 'room:leave'], 'LEFT'],
    ['join, leave, join, join', ['room:join', 'room:leave', 'room:join', 'room:join'], 'JOINED'],
  ] as const)('at once (%s) take effect in the order they were asked for', async (_, events, status) => {
    newRoom();
    const host = await node.visit('Ann', auth);
    const bob = await node.visit('Bob', auth);
    const acks = await Promise.all(events.map((event) => bob.ask(event, auth)));
    expect(acks.map(codeOf)).toEqual(events.map(() => 'OK'));
    expect(await statusOf(bob)).toBe(status);
    expect(await connections()).toBe(status === 'JOINED' ? 2 : 1);
    seenInOrder(host);
  });

  test('by two windows at once, however they interleave, keep one person and no ghost', async () => {
    newRoom();
    await node.visit('Ann', auth);
    const [one, two] = [await node.visit('Bob'), await node.visit('Bob')];
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([one.join(auth), two.join(auth), one.ask('room:leave', auth), two.join(auth)]);
    }
    expect(await statusOf(two)).toBe('JOINED');
    expect(await connections()).toBe(2);
    expect(await joined()).toBe(2);
  });
});

test('a join whose node is taken for dead in the same moment is asked for again, and not turned away for good', async () => {
  newRoom();
  const host = await node.visit('Ann', auth);
  const bob = await node.visit('Bob');
  const release = node.store.holdCommits();
  const said = host.command('chat:send', { content: 'in the way' });
  await expect.poll(() => node.rooms.peek(room.state.sessionId)?.idle).toBe(false);
  const asked = bob.join(auth);
  // Answered after the join was queued: the end of the node comes right behind it.
  await bob.ask('clock:sync', {});
  const reaped = node.rooms.tell(room.state.sessionId, { type: 'node:reap', node: 'n1', lastSeenAt: Date.now() });
  release();
  expect(codeOf(await said)).toBe('OK');
  expect(await reaped).toMatchObject({ ok: true });
  expect(codeOf(await asked)).toBe('UNAVAILABLE');
  expect(codeOf(await bob.join(auth))).toBe('OK');
  await expect.poll(connections).toBe(2);
});

describe('a connection that dies while it joins', () => {
  test.each(['in the handshake', 'by room:join'])('%s leaves nothing behind', async (way) => {
    newRoom();
    const host = await node.visit('Ann', auth);
    const release = node.store.holdCommits();
    const bob = way === 'by room:join' ? await node.visit('Bob') : null;
    if (bob) bob.socket.emit('room:join', auth);
    else void node.visit('Bob', auth).catch(() => {});
    // The join is in the queue of the room before its socket goes; and that is open, or there would be none to close.
    await expect.poll(() => node.rooms.peek(room.state.sessionId)?.idle).toBe(false);
    await expect.poll(node.opened).toBe(2);
    await node.leaveAllBut(host);
    release();
    await expect.poll(connections).toBe(1);
    await expect.poll(() => node.rooms.peek(room.state.sessionId)?.idle).toBe(true);
    expect(await connections()).toBe(1);
  });

  test('is told to the room even if the store is away just then', async () => {
    newRoom();
    await node.visit('Ann', auth);
    const bob = await node.visit('Bob', auth);
    node.store.failNextCommit('before');
    node.store.failNextCommit('before');
    bob.close();
    await expect.poll(connections).toBe(1);
  });
});

describe('a write of which nobody knows what became', () => {
  test('reaches everybody with the next one, in order, if it had landed', async () => {
    newRoom();
    const [host, bob] = [await node.visit('Ann', auth), await node.visit('Bob', auth)];
    node.store.failNextCommit('after');
    const commandId = randomUUID();
    expect(codeOf(await host.command('chat:send', { content: 'perhaps' }, commandId))).toBe('UNAVAILABLE');
    const again = await host.command('chat:send', { content: 'perhaps' }, commandId);
    expect(again).toMatchObject({ ok: true, result: { messageId: commandId } });
    await expect.poll(() => bob.commits.at(-1)?.rev).toBe(again.rev);
    seenInOrder(bob);
    expect((await stateOf()).chat.total).toBe(1);
  });

  test('that removed somebody shows them the door', async () => {
    newRoom();
    const [host, bob] = [await node.visit('Ann', auth), await node.visit('Bob', auth)];
    node.store.failNextCommit('after');
    expect(codeOf(await host.command('participant:remove', { userId: bob.userId }))).toBe('UNAVAILABLE');
    await host.command('chat:send', { content: 'not for Bob' });
    expect(await bob.pushed('room:closed')).toMatchObject({ reason: 'REMOVED' });
    expect(JSON.stringify(bob.pushes)).not.toContain('not for Bob');
  });
});

test('of a hundred who come at once into a room for ten, exactly ten are in', async () => {
  newRoom({ settings: { maxParticipants: 10 } });
  const crowd = await Promise.all(Array.from({ length: 100 }, (_, index) => node.visit(`Person ${index}`)));
  const acks = await Promise.all(crowd.map((one) => one.join(auth)));
  // One seat is the owner's.
  expect(acks.filter(({ ok }) => ok)).toHaveLength(9);
  expect(new Set(acks.map(codeOf))).toEqual(new Set(['OK', 'ROOM_FULL']));
  expect(arrivalCode(await node.visit('Ann', auth))).toBe('OK');
  expect(await joined()).toBe(10);
  expect(await connections()).toBe(10);
});

describe('somebody who was removed', () => {
  const remove = async () => {
    newRoom({ settings: { isPublic: true } });
    const host = await node.visit('Ann', auth);
    const windows = [await node.visit('Eve', auth), await node.visit('Eve', auth)];
    expect(codeOf(await host.command('participant:remove', { userId: windows[0]!.userId }))).toBe('OK');
    return { host, windows };
  };

  test('is shown the door in every window, and hears nothing more', async () => {
    const { host, windows } = await remove();
    for (const window of windows) expect(await window.pushed('room:closed')).toMatchObject({ reason: 'REMOVED' });
    await host.command('chat:send', { content: 'between us' });
    for (const window of windows) {
      expect(codeOf(await window.command('chat:send', { content: 'but' }))).toBe('FORBIDDEN');
      expect(codeOf(await window.ask('room:since', { ...auth, epoch: 1, rev: 0 }))).toBe('FORBIDDEN');
      expect(JSON.stringify(window.pushes)).not.toContain('between us');
    }
  });

  test.each(['the same socket', 'a new socket', 'a new socket that resumes', 'a refreshed token'])(
    'does not come back by %s, and does when readmitted',
    async (way) => {
      const { host, windows } = await remove();
      const since = { epoch: 1, rev: 1 };
      const comeBack = async () => {
        switch (way) {
          case 'the same socket':
            return codeOf(await windows[0]!.join(auth));
          case 'a new socket':
            return arrivalCode(await node.visit('Eve', auth));
          case 'a new socket that resumes':
            return arrivalCode(await node.visit('Eve', { ...auth, since }));
          default:
            await windows[0]!.ask('auth:refresh', { token: node.guest('Eve', 7_200_000).token });
            return codeOf(await windows[0]!.join(auth));
        }
      };
      expect(await comeBack()).toBe('FORBIDDEN');
      await host.command('participant:readmit', { userId: windows[0]!.userId });
      expect(await comeBack()).toBe('OK');
    },
  );
});

describe('who joins while others write', () => {
  test('sees the room at one rev and every commit after it, once', async () => {
    newRoom();
    const host = await node.visit('Ann', auth);
    const writing = { on: true };
    const writer = (async () => {
      for (let n = 0; writing.on; n += 1) await host.command('chat:send', { content: `${n}` });
    })();
    const joiners = await Promise.all(
      Array.from({ length: 20 }, (_, index) => node.visit(`Person ${index % 9}`, auth)),
    );
    const resumed = await Promise.all(
      joiners.map((one) => one.ask('room:since', { ...auth, epoch: 1, rev: one.commits.at(-1)?.rev ?? 0 })),
    );
    expect(resumed.every(({ ok }) => ok)).toBe(true);
    writing.on = false;
    await writer;
    const { rev } = await node.stored(room);
    for (const one of joiners) {
      await expect.poll(() => one.commits.at(-1)?.rev).toBe(rev);
      expect(seenInOrder(one)).toBe(rev);
    }
  });

  test('asks for what came since, and is not sent the same again', async () => {
    newRoom();
    const host = await node.visit('Ann', auth);
    const sentLater: number[] = [];
    for (let round = 0; round < 50; round += 1) {
      const before = host.commits.at(-1)?.rev ?? 1;
      // Both in one turn of the server: the commit waits to be sent when the question is answered.
      const [, since] = await Promise.all([
        host.command('chat:send', { content: `${round}` }),
        host.ask('room:since', { ...auth, epoch: 1, rev: before }),
      ]);
      // What the answer holds has been sent before it, so that nothing in it comes again.
      const answered = (since['commits'] as Commit[]).map(({ rev }) => rev);
      sentLater.push(...answered.filter((rev) => !host.commits.some((commit) => commit.rev === rev)));
      await expect.poll(() => host.commits.at(-1)?.rev).toBe(before + 1);
    }
    expect(sentLater).toEqual([]);
    seenInOrder(host);
  });
});
