import { performance } from 'node:perf_hooks';
import type { Redis } from 'ioredis';
import type { Cursor } from '../../protocol/events.ts';
import type { SessionId } from '../../protocol/ids.ts';
import type { CommandAnswer } from '../../protocol/socket.ts';
import type { Entry, RoomStore } from '../../rooms/ports.ts';
import { followClock } from './clock.ts';
import { connect, disconnect, type ConnectionOptions } from './connection.ts';
import { channel, commandKey, healthKey, logKey, nodesKey, releasedKey, roomKey, snapshotKey } from './keys.ts';
import { toCommits, toOutcome, toRoom } from './replies.ts';
import { roomsIndex } from './rooms-index.ts';
import { run, script } from './scripts.ts';

const rememberedMs = 24 * 60 * 60_000;

const scripts = {
  open: script('open'),
  load: script('load'),
  renew: script('renew'),
  commit: script('commit'),
  read: script('read'),
  saveSnapshot: script('save-snapshot'),
  trim: script('trim'),
  release: script('release'),
  heartbeat: script('heartbeat'),
};

/** The socket is gone, and the client has not been told yet: for a moment it still calls itself ready. */
const isUnsent = (error: unknown) => error instanceof Error && error.message.includes("isn't writeable");

export type Health = { readonly status: 'up' } | { readonly status: 'down'; readonly reason: string };
/** `health` tells whether Redis accepts writes, within two seconds. */
export type RedisRoomStore = RoomStore & { health(): Promise<Health> };
type StoreOptions = Omit<ConnectionOptions, 'name'>;

/**
 * The rooms of several nodes, in Redis 7 or later. A room is a hash, a snapshot and a stream; each method is one script
 * on the keys of one room, and a commit is one round trip. While Redis is away everything throws within two seconds.
 */
export async function openRoomStore(options: StoreOptions): Promise<RedisRoomStore> {
  const redis = await connect({ ...options, name: 'carrel:rooms' });
  const clock = await followClock({ ask: () => askTime(redis), monotonic: () => performance.now() });
  // Behind the address may be another Redis by now, with another clock.
  redis.on('ready', clock.startOver);
  const index = roomsIndex(redis);
  let closing: Promise<void> | null = null;
  const open = <Args extends unknown[], Answer>(method: (...args: Args) => Promise<Answer>) => {
    return async (...args: Args): Promise<Answer> => {
      if (closing) throw new Error('The store is closed');
      try {
        return await method(...args);
      } catch (error) {
        // What the client says then is about its queues.
        throw redis.status === 'ready' && !isUnsent(error) ? error : new Error('Redis is away', { cause: error });
      }
    };
  };
  const write = open(() => redis.set(healthKey, '1', 'PX', 10_000));

  return {
    now: clock.now,
    load: open(async (sessionId) => {
      const keys = [roomKey(sessionId), snapshotKey(sessionId), logKey(sessionId)];
      return toRoom(sessionId, await run(redis, scripts.load, keys));
    }),
    renew: open(async (sessionId, at, { epoch, rev, room }) => {
      const keys = [roomKey(sessionId), snapshotKey(sessionId), logKey(sessionId)];
      await run(redis, scripts.renew, keys, [at.epoch, at.rev, epoch, rev, JSON.stringify(room)]);
    }),
    open: open(async (sessionId, { epoch, rev, room }) => {
      const json = JSON.stringify(room);
      await index.enter(sessionId);
      const keys = [roomKey(sessionId), snapshotKey(sessionId), releasedKey(sessionId)];
      if (await run(redis, scripts.open, keys, [epoch, rev, json])) await index.enter(sessionId);
    }),
    commit: open(async (sessionId, expected, entries) => {
      const { keys, args, indexes } = toWrite(sessionId, expected, entries);
      return toOutcome(await run(redis, scripts.commit, keys, args), indexes);
    }),
    remember: open(async (sessionId, commands) => {
      const pipeline = redis.pipeline();
      for (const { actorId, commandId, answer } of commands) {
        const key = commandKey(sessionId, actorId, commandId);
        pipeline.set(key, JSON.stringify(answer), 'PX', rememberedMs, 'NX');
      }
      for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
    }),
    answered: open(async (sessionId, actorId, commandId) => {
      const answer = await redis.get(commandKey(sessionId, actorId, commandId));
      return answer === null ? null : (JSON.parse(answer) as CommandAnswer);
    }),
    read: open(async (sessionId, { epoch, rev }, limit) => {
      const reply = await run(redis, scripts.read, [roomKey(sessionId), logKey(sessionId)], [epoch, rev, limit]);
      return reply === null ? null : toCommits(reply as string[]);
    }),
    revs: open((sessionIds) => readRevs(redis, sessionIds)),
    saveSnapshot: open(async (sessionId, { epoch, rev, room }) => {
      const keys = [roomKey(sessionId), snapshotKey(sessionId)];
      await run(redis, scripts.saveSnapshot, keys, [epoch, rev, JSON.stringify(room)]);
    }),
    trim: open(async (sessionId, { epoch, rev }) => {
      await run(redis, scripts.trim, [roomKey(sessionId), logKey(sessionId)], [epoch, rev]);
    }),
    release: open(async (sessionId, { epoch, rev }) => {
      const keys = [roomKey(sessionId), snapshotKey(sessionId), logKey(sessionId), releasedKey(sessionId)];
      const released = await run(redis, scripts.release, keys, [epoch, rev, rememberedMs]);
      if (released) await index.strike(sessionId);
      return released === 1;
    }),
    setDue: open((sessionId, at) => index.setDue(sessionId, at)),
    due: open(index.due),
    rooms: async function* () {
      if (closing) throw new Error('The store is closed');
      yield* index.all();
    },
    heartbeat: open(async (node) => void (await run(redis, scripts.heartbeat, [nodesKey], [node]))),
    nodes: open(async () => {
      const seen = await redis.hgetall(nodesKey);
      return new Map(Object.entries(seen).map(([node, at]) => [node, Number(at)]));
    }),
    forgetNode: open(async (node) => void (await redis.hdel(nodesKey, node))),
    async health() {
      try {
        await write();
        return { status: 'up' };
      } catch (error) {
        return { status: 'down', reason: error instanceof Error ? error.message : String(error) };
      }
    },
    close() {
      clock.close();
      closing ??= disconnect(redis);
      return closing;
    },
  };
}

/** Keys and arguments of commit.lua. Throws if the entries do not continue `expected`: a gap could never be mended. */
function toWrite(sessionId: SessionId, expected: Cursor, entries: readonly Entry[]) {
  const keys = [roomKey(sessionId), logKey(sessionId), channel(sessionId)];
  const bodies: string[] = [];
  const answers: string[] = [];
  const indexes: number[] = [];
  for (const [index, { commit, command }] of entries.entries()) {
    const follows = commit.epoch === expected.epoch && commit.rev === expected.rev + 1 + index;
    if (!follows) throw new Error('The entries do not continue the log');
    bodies.push(JSON.stringify(commit));
    if (!command) continue;
    keys.push(commandKey(sessionId, command.actorId, command.commandId));
    answers.push(JSON.stringify(command.answer));
    indexes.push(index);
  }
  const args = [expected.epoch, expected.rev, rememberedMs, bodies.length, ...bodies, ...answers];
  return { keys, args, indexes };
}

async function readRevs(redis: Redis, sessionIds: readonly SessionId[]): Promise<Map<SessionId, Cursor>> {
  const pipeline = redis.pipeline();
  for (const sessionId of sessionIds) pipeline.hmget(roomKey(sessionId), 'epoch', 'rev');
  const replies = (await pipeline.exec()) ?? [];
  const revs = new Map<SessionId, Cursor>();
  for (const [index, [error, reply]] of replies.entries()) {
    if (error) throw error;
    const [epoch, rev] = reply as [string | null, string | null];
    if (epoch !== null) revs.set(sessionIds[index]!, { epoch: Number(epoch), rev: Number(rev) });
  }
  return revs;
}

async function askTime(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1_000 + Number(microseconds) / 1_000;
}
