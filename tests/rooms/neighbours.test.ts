import { expect, test } from 'vitest';
import type { StoredCommit } from '../../server/domain/room.ts';
import type { Announcements } from '../../server/rooms/ports.ts';
import { memoryArchive } from '../support/memory-archive.ts';
import { memoryRoomStore } from '../support/memory-room-store.ts';
import { roomNode } from '../support/room-node.ts';
import { ann, bob, roomOf, t0 } from '../support/rooms.ts';

/** Two nodes on one store. What is announced waits until the test hands it over. */
function twoNodes() {
  const room = roomOf();
  const store = memoryRoomStore({ now: () => t0 });
  const archive = memoryArchive(room);
  const listeners: ((commits: readonly StoredCommit[]) => void)[] = [];
  const announcements: Announcements = {
    subscribe: (_, heard) => {
      listeners.push(heard);
      return () => {};
    },
    onMissed: () => () => {},
    close: async () => {},
  };
  const [a, b] = ['a', 'b'].map((node) => roomNode({ store, archive, room, node, announcements })) as [Node, Node];
  const announce = (...commits: StoredCommit[]) => listeners.forEach((heard) => heard(commits));
  return { store, a, b, announce, revsOf: (node: Node) => node.folded.map(({ rev }) => rev) };
}
type Node = ReturnType<typeof roomNode>;

test('nobody is refused for what another node has made possible, though it was not heard of yet', async () => {
  const { a, b, revsOf } = twoNodes();
  await a.come(ann);
  await b.come(bob);
  expect(await a.by(ann, { type: 'participant:remove', userId: bob.userId })).toMatchObject({ ok: true });
  expect(revsOf(a)).toEqual([1, 2, 3]);
});

test('listeners hear each commit once and in order, however it is announced', async () => {
  const { a, b, announce, revsOf } = twoNodes();
  await a.come(ann);
  await b.current();
  await a.by(ann, { type: 'room:lock' });
  await a.by(ann, { type: 'room:unlock' });
  const [first, second, third] = a.folded as [StoredCommit, StoredCommit, StoredCommit];
  announce(second);
  announce(second, third);
  announce(first);
  expect(revsOf(b)).toEqual([2, 3]);
  expect(revsOf(a)).toEqual([1, 2, 3]);
});

test('a gap between announcements is read from the log', async () => {
  const { a, b, announce, revsOf } = twoNodes();
  await a.come(ann);
  await b.current();
  await a.by(ann, { type: 'room:lock' });
  await a.by(ann, { type: 'room:unlock' });
  announce(a.folded[2]!);
  await expect.poll(() => revsOf(b)).toEqual([2, 3]);
});

test('what is announced during a write of one’s own, that write among it, is folded in once', async () => {
  const { store, a, b, announce, revsOf } = twoNodes();
  await a.come(ann);
  await b.current();
  await a.by(ann, { type: 'chat:send', content: 'meanwhile' });
  const release = store.holdCommits();
  const writing = b.by(ann, { type: 'room:lock' });
  await Promise.resolve();
  announce(...a.folded);
  release();
  expect(await writing).toMatchObject({ ok: true, answer: { rev: 3 } });
  announce(...b.folded);
  expect(revsOf(b)).toEqual([2, 3]);
});
