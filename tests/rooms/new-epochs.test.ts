import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { memoryArchive } from '../support/memory-archive.ts';
import { memoryData, memoryRoomStore } from '../support/memory-room-store.ts';
import { roomNode } from '../support/room-node.ts';
import { ann, roomOf, t0 } from '../support/rooms.ts';

/** A room at 1.3 in a store that may come back with less; Ann has said "a" and "b". */
async function setUp() {
  const data = memoryData();
  const room = roomOf();
  const archive = memoryArchive(room);
  const store = memoryRoomStore({ now: () => t0, data });
  const start = () => roomNode({ store, archive, room });
  const node = start();
  await node.come(ann);
  await node.by(ann, send('a'));
  const commandId = randomUUID();
  const first = await node.by(ann, send('b'), commandId);
  return { room, archive, store, node, start, commandId, first, comeBack: () => void (data.run += 1) };
}
const send = (content: string) => ({ type: 'chat:send', content }) as const;

test('a store that came back: the next command is accepted in a new epoch, and nothing is lost', async () => {
  const { store, room, node, comeBack } = await setUp();
  comeBack();
  expect(await node.by(ann, send('c'))).toMatchObject({ ok: true, answer: { epoch: 2, rev: 4 } });
  const { epoch, room: after } = await node.current();
  expect(epoch).toBe(2);
  expect(after.state.chat.recent.map(({ content }) => content)).toEqual(['a', 'b', 'c']);
  // Who records can still read what was written before.
  const log = await store.read(room.state.sessionId, { epoch: 2, rev: 0 }, 10);
  expect(log?.map(({ rev }) => rev)).toEqual([1, 2, 3, 4]);
});

test('what was accepted before the store went away is still a repetition', async () => {
  const { node, comeBack, commandId, first } = await setUp();
  comeBack();
  expect(await node.by(ann, send('b'), commandId)).toEqual({ ...first, repeated: true });
});

test('an archive that is further than the store: the room goes on from there', async () => {
  const { archive, node, comeBack } = await setUp();
  const recorded = { ...(await node.current()), rev: 9, released: false };
  archive.archived = recorded;
  comeBack();
  expect(await node.by(ann, send('c'))).toMatchObject({ ok: true, answer: { epoch: 2, rev: 10 } });
});

test('an epoch that the archive knows of is never given twice', async () => {
  const { archive, start, comeBack } = await setUp();
  archive.archived = { ...archive.archived, epoch: 7 };
  comeBack();
  expect(await start().current()).toMatchObject({ epoch: 8, rev: 3 });
});

test('a store that forgot that it released the room: it goes on where it was released, and nobody takes a snapshot', async () => {
  const { archive, node, start, comeBack } = await setUp();
  archive.archived = { ...(await node.current()), rev: 5, released: true };
  comeBack();
  expect(await start().current()).toMatchObject({ epoch: 1, rev: 5 });
  expect(archive.archived.released).toBe(false);
});

test('two nodes that find it at once agree on one epoch', async () => {
  const { start, comeBack } = await setUp();
  comeBack();
  const [one, other] = await Promise.all([start().current(), start().current()]);
  expect(one).toMatchObject({ epoch: 2, rev: 3 });
  expect(other).toEqual(one);
});
