import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Room } from '../../server/domain/room.ts';
import { secret } from '../support/rooms.ts';
import { startSocketNode, type SocketNode } from '../support/socket-node.ts';
import { arrivalCode, codeOf, joinedAt, seenInOrder, type Visitor } from '../support/visitor.ts';

let node: SocketNode;
let room: Room;
let auth: { sessionId: string; invite: string };
let host: Visitor;
beforeAll(async () => (node = await startSocketNode()));
afterEach(() => node.leaveAll());
afterAll(() => node.close());

/** A locked room with Ann in it. */
async function lockedRoom() {
  room = node.session();
  auth = { sessionId: room.state.sessionId, invite: secret };
  host = await node.visit('Ann', auth);
  await host.command('room:lock');
}
const stateOf = async () => (await node.stored(room)).room.state;
const whoWaits = async () => Object.values((await stateOf()).waiting).map(({ name }) => name);
const seen = (visitor: Visitor) => visitor.commits.flatMap(({ events }) => events.map(({ type }) => type));

describe('who knocks at a locked room', () => {
  test('waits, and is in with every window when admitted: at one rev, and then everything', async () => {
    await lockedRoom();
    const windows = [await node.visit('Bob', auth), await node.visit('Bob')];
    expect(arrivalCode(windows[0]!)).toBe('WAITING');
    expect(await windows[1]!.join(auth)).toMatchObject({ ok: true, waiting: true });
    await expect.poll(() => seen(host)).toContain('participant.knocked');
    await host.command('chat:send', { content: 'not for who waits' });
    expect(windows.flatMap(({ commits }) => commits)).toEqual([]);

    await host.command('room:admit', { userId: windows[0]!.userId });
    await host.command('chat:send', { content: 'welcome' });
    const { rev } = await node.stored(room);
    for (const window of windows) {
      await expect
        .poll(() => window.pushes.filter(({ name }) => name === 'room:joined').at(-1)?.payload)
        .toMatchObject({
          self: { userId: window.userId, role: 'PARTICIPANT' },
          snapshot: { sessionId: auth.sessionId },
        });
      await expect.poll(() => window.commits.at(-1)?.rev).toBe(rev);
      const { payload } = window.pushes.filter(({ name }) => name === 'room:joined').at(-1)!;
      const from = payload['rev'] as number;
      expect(window.commits.map((commit) => commit.rev)).toEqual(window.commits.map((_, index) => from + 1 + index));
    }
    seenInOrder(host);
  });

  test('is told when denied, in every window, and may knock again', async () => {
    await lockedRoom();
    const windows = [await node.visit('Bob', auth), await node.visit('Bob', auth)];
    await host.command('room:deny', { userId: windows[0]!.userId });
    for (const window of windows) expect(await window.pushed('room:closed')).toMatchObject({ reason: 'DENIED' });
    expect(await whoWaits()).toEqual([]);
    expect(await windows[0]!.join(auth)).toMatchObject({ waiting: true });
    expect(await whoWaits()).toEqual(['Bob']);
  });

  test.each(['disconnects', 'leaves'])('no longer does when their last window %s', async (way) => {
    await lockedRoom();
    const windows = [await node.visit('Bob', auth), await node.visit('Bob', auth)];
    const go = (window: Visitor) => (way === 'leaves' ? window.ask('room:leave', auth) : window.close());
    await go(windows[0]!);
    expect(await whoWaits()).toEqual(['Bob']);
    await go(windows[1]!);
    await expect.poll(whoWaits).toEqual([]);
    await expect.poll(() => seen(host)).toContain('participant.knockWithdrawn');
  });

  test('that is admitted and gone in the same moment is not in', async () => {
    await lockedRoom();
    for (let round = 0; round < 10; round += 1) {
      const bob = await node.visit(`Guest ${round}`, auth);
      bob.close();
      await host.command('room:admit', { userId: bob.userId });
    }
    const connections = async () => Object.keys((await node.stored(room)).room.backstage.connections).length;
    await expect.poll(connections).toBe(1);
  });

  test('comes in when the door opens', async () => {
    await lockedRoom();
    const bob = await node.visit('Bob', auth);
    await host.command('room:unlock');
    await expect.poll(() => bob.pushes.filter(({ name }) => name === 'room:joined')).toHaveLength(2);
    expect(codeOf(await bob.command('chat:send', { content: 'Hello' }))).toBe('OK');
  });

  test('is told when the session ends', async () => {
    await lockedRoom();
    const bob = await node.visit('Bob', auth);
    await host.command('session:end');
    expect(await bob.pushed('room:closed')).toMatchObject({ reason: 'ENDED' });
  });
});

test('a waiting room keeps strangers at the door and lets back in who was there', async () => {
  room = node.session({ settings: { waitingRoom: true } });
  auth = { sessionId: room.state.sessionId, invite: secret };
  host = await node.visit('Ann', auth);
  const bob = await node.visit('Bob', auth);
  expect(arrivalCode(bob)).toBe('WAITING');
  await host.command('room:admit', { userId: bob.userId });
  await expect.poll(() => codesOf(bob)).toEqual(['WAITING', 'OK']);
  await bob.ask('room:leave', auth);
  expect(joinedAt(await node.visit('Bob', auth)).snapshot).toBeDefined();
});
const codesOf = ({ pushes }: Visitor) =>
  pushes.filter(({ name }) => name === 'room:joined').map(({ payload }) => (payload['waiting'] ? 'WAITING' : 'OK'));

test('when the host vanishes from a locked room somebody else sees who knocks within 10 s; the owner returns as host', async () => {
  await lockedRoom();
  await host.command('room:unlock');
  const bob = await node.visit('Bob', auth);
  await host.command('room:lock');
  host.close();
  const vanishedAt = Date.now();
  const knocker = await node.visit('Cleo', auth);
  await expect.poll(async () => (await stateOf()).hostId, { timeout: 10_000, interval: 20 }).toBe(bob.userId);
  expect(Date.now() - vanishedAt).toBeLessThan(10_000);
  expect(await whoWaits()).toEqual(['Cleo']);
  await expect.poll(() => seen(bob)).toContain('participant.knocked');
  expect(codeOf(await bob.command('room:admit', { userId: knocker.userId }))).toBe('OK');

  const back = await node.visit('Ann', auth);
  const { hostId, participants } = await stateOf();
  expect(hostId).toBe(back.userId);
  expect(Object.values(participants).filter(({ role }) => role === 'HOST')).toHaveLength(1);
  expect(codeOf(await bob.command('room:unlock'))).toBe('FORBIDDEN');
  expect(codeOf(await back.command('room:unlock'))).toBe('OK');
});
