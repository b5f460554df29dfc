import { afterEach, expect, test, vi } from 'vitest';
import { watchSpace } from '../../server/media/recording/space.ts';
import type { RoomArchive } from '../../server/rooms/ports.ts';
import { memoryRoomStore } from '../support/memory-room-store.ts';
import { roomNode } from '../support/room-node.ts';
import { ann, bob, roomOf, t0 } from '../support/rooms.ts';

afterEach(() => void vi.useRealTimers());

/** A session that goes on, with its host and another, on a server that can record or says why not. */
async function begun(cannotRecord: () => string | null) {
  const room = roomOf();
  const archive: RoomArchive = {
    load: async () => ({ epoch: 1, rev: 0, room, released: true }),
    take: async () => {},
    message: async () => null,
  };
  const node = roomNode({ store: memoryRoomStore({ now: () => t0 }), archive, room, cannotRecord });
  await node.come(ann);
  await node.come(bob);
  await node.by(ann, { type: 'session:start' });
  return { ...node, recording: async () => (await node.current()).room.state.recording };
}

test('[V1] a recording that is refused changes nothing of the one that is on', async () => {
  const { by, recording } = await begun(() => null);
  expect(await by(bob, { type: 'recording:start' })).toMatchObject({ ok: false, refusal: { code: 'FORBIDDEN' } });
  expect(await recording()).toBeUndefined();
  await by(ann, { type: 'recording:start' });
  const first = await recording();
  expect(await by(ann, { type: 'recording:start' })).toMatchObject({ ok: false, refusal: { code: 'CONFLICT' } });
  expect(await by(bob, { type: 'recording:start' })).toMatchObject({ ok: false, refusal: { code: 'FORBIDDEN' } });
  expect(await recording()).toEqual(first);
  expect(first).toMatchObject({ askedBy: ann.userId });
});

test('[V1] a server one of whose disks is full says so when it is asked to record, until there is room', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const free: Record<string, number | null> = { '/takes': 1e12, '/films': 100_000_000 };
  const space = await watchSpace(Object.keys(free), async (folder) => {
    if (free[folder] == null) throw new Error('no such folder');
    return free[folder];
  });
  const { by, recording } = await begun(space.lack);
  const start = () => by(ann, { type: 'recording:start' });
  const refusal = { code: 'UNAVAILABLE', message: 'This server cannot record: its disk is nearly full' };
  expect(await start()).toMatchObject({ ok: false, refusal });
  free['/films'] = 1e12;
  free['/takes'] = null;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await start()).toMatchObject({ refusal: { message: expect.stringContaining('cannot be reached') } });
  expect(await recording()).toBeUndefined();
  free['/takes'] = 1e12;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await start()).toMatchObject({ ok: true });
  space.close();
});
