import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { Room } from '../../server/domain/room.ts';
import type { Cursor } from '../../server/protocol/events.ts';
import type { SessionId } from '../../server/protocol/ids.ts';
import type { RoomArchive, RoomRecords } from '../../server/rooms/ports.ts';
import { startRecorder, type Recorder } from '../../server/rooms/recorder.ts';
import { startRetirement } from '../../server/rooms/retirement.ts';
import { createRooms } from '../../server/rooms/rooms.ts';
import { startScheduler } from '../../server/rooms/scheduler.ts';
import { memoryRoomStore } from '../support/memory-room-store.ts';
import { ann, roomOf, secret, t0 } from '../support/rooms.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Rooms with their recorder and all that happens in the background, over stores in memory. */
function setUp() {
  const clock = { now: t0 };
  const store = memoryRoomStore({ now: () => clock.now });
  const known = new Map<SessionId, Room>();
  const archive: RoomArchive = {
    load: async (sessionId) => {
      const room = known.get(sessionId);
      return room ? { epoch: 1, rev: 0, room, released: true } : null;
    },
    take: async () => {},
    message: async () => null,
  };
  const recorded = new Map<SessionId, Cursor>();
  const broken = new Set<SessionId>();
  /** Rooms of which no copy can be saved, and up to where the others have one. */
  const uncopied = new Set<SessionId>();
  const copied = new Map<SessionId, number>();
  const errors: unknown[] = [];
  const fail = (sessionId: SessionId) => {
    if (broken.has(sessionId)) throw new Error(`${sessionId} cannot be written`);
  };
  const records: RoomRecords = {
    cursor: async (sessionId) => recorded.get(sessionId) ?? null,
    record: async (sessionId, _, commits) => {
      fail(sessionId);
      const { epoch, rev } = commits.at(-1)!;
      recorded.set(sessionId, { epoch, rev });
      return true;
    },
    taken: async () => 1,
    saveSnapshot: async (sessionId, { rev }) => {
      fail(sessionId);
      if (uncopied.has(sessionId)) throw new Error(`${sessionId} cannot be copied`);
      copied.set(sessionId, rev);
    },
  };
  const rooms = createRooms({
    store,
    archive,
    recorded: async () => true,
    maxParticipants: 50,
    newId: randomUUID,
    onFailure: () => {},
    onConflict: () => {},
  });
  const onError = (error: unknown) => errors.push(error);
  const recorder: Recorder = startRecorder(rooms, store, records, {
    onError: (_, error) => onError(error),
    onBacklog: () => {},
  });
  const scheduler = startScheduler(rooms, store, onError);
  const times = { idleMs: 60_000, dormantMs: 600_000 };
  const retirement = startRetirement({ rooms, store, records, recorder, scheduler, node: 'n1', onError, ...times });
  closers.push(
    () => scheduler.close(),
    () => retirement.close(),
    () => recorder.close(0),
  );

  const by = (room: Room, command: Parameters<typeof rooms.perform>[2], commandId: string = randomUUID()) =>
    rooms.perform(room.state.sessionId, { kind: 'person', person: ann }, command, commandId as never);
  return {
    clock,
    store,
    rooms,
    recorder,
    retirement,
    recorded,
    broken,
    uncopied,
    copied,
    errors,
    newRoom: () => {
      const room = roomOf({ sessionId: randomUUID() as SessionId });
      known.set(room.state.sessionId, room);
      return room;
    },
    by,
    come: (room: Room, connectionId = randomUUID() as never, node = 'n1') =>
      by(room, { type: 'connection:open', connectionId, node, stayed: false, invite: secret }, connectionId),
    tell: (room: Room, command: Parameters<typeof rooms.tell>[1]) => rooms.tell(room.state.sessionId, command),
  };
}
const idOf = (room: Room) => room.state.sessionId;

describe('the recorder', () => {
  test('goes on with other rooms when one cannot be written, and with that one when it can', async () => {
    const { newRoom, come, recorder, recorded, broken } = setUp();
    const [bad, good, better] = [newRoom(), newRoom(), newRoom()];
    broken.add(idOf(bad));
    for (const room of [bad, good, better]) await come(room);
    expect(await recorder.caughtUp(idOf(good), 1)).toBe(true);
    expect(await recorder.caughtUp(idOf(better), 1)).toBe(true);
    expect(recorder.isBehind(idOf(bad))).toBe(true);
    broken.clear();
    await expect.poll(() => recorded.get(idOf(bad)), { timeout: 10_000 }).toEqual({ epoch: 1, rev: 1 });
  });

  test('records what landed although nobody was told', async () => {
    const { newRoom, come, by, store, recorder, recorded, rooms } = setUp();
    const room = newRoom();
    await come(room);
    store.failNextCommit('after');
    expect(await by(room, { type: 'room:lock' })).toMatchObject({ refusal: { code: 'UNAVAILABLE' } });
    await rooms.load(idOf(room));
    expect(await recorder.caughtUp(idOf(room), 2)).toBe(true);
    expect(recorded.get(idOf(room))).toEqual({ epoch: 1, rev: 2 });
  });

  test('copies a room that could not be copied with the next commits, and lets go of its log then', async () => {
    const { newRoom, come, by, store, recorder, uncopied, copied, errors } = setUp();
    const room = newRoom();
    await come(room);
    uncopied.add(idOf(room));
    await Promise.all(Array.from({ length: 199 }, (_, count) => by(room, { type: 'chat:send', content: `${count}` })));
    expect(await recorder.caughtUp(idOf(room), 200)).toBe(true);
    await expect.poll(() => errors.length).toBe(1);
    uncopied.clear();
    await by(room, { type: 'chat:send', content: 'one more' });
    expect(await recorder.caughtUp(idOf(room), 201)).toBe(true);
    await expect.poll(() => copied.get(idOf(room))).toBe(201);
    await expect.poll(() => store.read(idOf(room), { epoch: 1, rev: 0 }, 10)).toBeNull();
  });
});

describe('rooms that nobody is in', () => {
  test('on this node leave its memory and stay in the store, however much others write', async () => {
    const { newRoom, come, by, rooms, store, retirement, recorder, clock } = setUp();
    const room = newRoom();
    await come(room, undefined, 'another node');
    expect(await recorder.caughtUp(idOf(room), 1)).toBe(true);
    await retirement.sweep();
    expect(rooms.peek(idOf(room))).toBeDefined();
    clock.now += 61_000;
    await retirement.sweep();
    expect(rooms.peek(idOf(room))).toBeUndefined();
    expect(await store.load(idOf(room))).toMatchObject({ rev: 1 });
    expect(await by(room, { type: 'room:lock' })).toMatchObject({ ok: true });
  });

  test('leave memory after a minute, those that cannot be let go excepted', async () => {
    const { newRoom, come, tell, rooms, recorder, retirement, clock, broken, errors } = setUp();
    const [bad, good] = [newRoom(), newRoom()];
    for (const room of [bad, good]) {
      const connectionId = randomUUID() as never;
      await come(room, connectionId);
      await tell(room, { type: 'connection:leave', connectionId });
      expect(await recorder.caughtUp(idOf(room), 2)).toBe(true);
    }
    broken.add(idOf(bad));
    clock.now += 700_000;
    await retirement.sweep();
    expect([...rooms.inMemory.keys()]).toEqual([idOf(bad)]);
    expect(errors).toHaveLength(1);
    broken.clear();
    await retirement.sweep();
    expect(rooms.inMemory.size).toBe(0);
  });

  test('stay if somebody comes in the moment they are let go, and their timer goes on', async () => {
    const { newRoom, come, by, tell, rooms, recorder, retirement, clock } = setUp();
    const room = newRoom();
    const connectionId = randomUUID() as never;
    await come(room, connectionId);
    await by(room, { type: 'session:start' });
    await tell(room, { type: 'connection:leave', connectionId });
    expect(await recorder.caughtUp(idOf(room), 3)).toBe(true);
    clock.now += 61_000;
    const sweep = retirement.sweep();
    await Promise.all([sweep, come(room)]);
    expect(rooms.peek(idOf(room))?.current?.rev).toBe(4);
  });

  test('are looked after again if a write failed, though nobody asks', async () => {
    const { newRoom, come, by, store, rooms, retirement, recorder } = setUp();
    const room = newRoom();
    await come(room);
    expect(await recorder.caughtUp(idOf(room), 1)).toBe(true);
    const heard: number[] = [];
    rooms.onCommits((_, commits) => heard.push(...commits.map(({ rev }) => rev)));
    store.failNextCommit('after');
    await by(room, { type: 'room:lock' });
    await retirement.sweep();
    expect(heard).toEqual([2]);
  });
});
