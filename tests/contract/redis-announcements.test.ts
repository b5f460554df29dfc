import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openAnnouncements } from '../../server/adapters/redis/announcements.ts';
import { openRoomStore, type RedisRoomStore } from '../../server/adapters/redis/room-store.ts';
import type { StoredCommit } from '../../server/domain/room.ts';
import type { SessionId } from '../../server/protocol/ids.ts';
import type { Announcements } from '../../server/rooms/ports.ts';
import { linkTo } from '../support/link.ts';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { isUp } from '../support/redis-stores.ts';
import { commitsOf, given, origin, said, saidAll } from '../support/room-log.ts';

let redis: RedisServer;
let store: RedisRoomStore;
let announcements: Announcements;
let missed: SessionId[];
beforeAll(async () => {
  redis = await startRedis();
});
beforeEach(async () => {
  await redis.ask('FLUSHALL');
  store = await openRoomStore({ url: redis.url });
  announcements = await openAnnouncements({ url: redis.url });
  missed = [];
  announcements.onMissed((sessionIds) => missed.push(...sessionIds));
});
afterEach(async () => {
  await store.close();
  await announcements.close();
});
afterAll(() => redis.close());

const one = { epoch: 0, rev: 1 };
const channels = async () => ((await redis.ask('PUBSUB', 'SHARDCHANNELS')) as string[]).length;

/** What is heard of a room, once the subscription has begun. */
async function listen(sessionId: SessionId) {
  const heard: (readonly StoredCommit[])[] = [];
  const before = missed.filter((other) => other === sessionId).length;
  const stop = announcements.subscribe(sessionId, (commits) => heard.push(commits));
  await expect.poll(() => missed.filter((other) => other === sessionId).length).toBe(before + 1);
  return { heard, stop };
}

test('commits are heard as they were written, write by write, in the order of the log', async () => {
  const sessionId = await given(store);
  const { heard } = await listen(sessionId);
  const first = saidAll(origin, ['a', 'b']);
  const second = [said({ epoch: 0, rev: 2 }, 'c')];
  await store.commit(sessionId, origin, first);
  await store.commit(sessionId, { epoch: 0, rev: 2 }, second);
  await expect.poll(() => heard).toEqual([commitsOf(first), commitsOf(second)]);
});

test('what was not written is not announced', async () => {
  const sessionId = await given(store);
  const { heard } = await listen(sessionId);
  const entry = said(origin);
  await store.commit(sessionId, origin, [entry]);
  await store.commit(sessionId, origin, [entry]);
  await store.commit(sessionId, origin, [said(origin)]);
  await store.commit(sessionId, { epoch: 1, rev: 0 }, [said({ epoch: 1, rev: 0 })]);
  const last = said(one, 'the end');
  await store.commit(sessionId, one, [last]);
  await expect.poll(() => heard).toEqual([[entry.commit], [last.commit]]);
});

test('only the rooms that somebody listens to are subscribed to, each once', async () => {
  const [sessionId, other] = [await given(store), await given(store)];
  const { heard, stop } = await listen(sessionId);
  const second = await listen(sessionId);
  expect(await channels()).toBe(1);
  stop();
  stop();
  await store.commit(other, origin, [said(origin)]);
  await store.commit(sessionId, origin, [said(origin)]);
  await expect.poll(() => second.heard).toHaveLength(1);
  expect(heard).toEqual([]);
  second.stop();
  await expect.poll(channels).toBe(0);
});

test('who stops and listens again at once goes on hearing', async () => {
  const sessionId = await given(store);
  const { stop } = await listen(sessionId);
  stop();
  const { heard } = await listen(sessionId);
  await store.commit(sessionId, origin, [said(origin)]);
  await expect.poll(() => heard).toHaveLength(1);
});

test.for([
  ['its connection broke', () => redis.ask('CLIENT', 'KILL', 'TYPE', 'pubsub')],
  ['Redis was killed', () => redis.stop('SIGKILL').then(() => redis.start())],
] as const)(
  'when %s, the rooms of which commits may have been missed are named, and heard again',
  async ([, trouble]) => {
    const rooms = await Promise.all(Array.from({ length: 30 }, () => given(store)));
    const heard = await Promise.all(rooms.map(listen));
    heard[0]!.stop();
    missed.length = 0;
    await trouble();
    await expect.poll(() => missed.toSorted(), { timeout: 5_000 }).toEqual(rooms.slice(1).toSorted());
    // The store has a connection of its own, which may be back later.
    await isUp(store);
    const sessionId = await given(store);
    const afresh = await listen(sessionId);
    await store.commit(sessionId, origin, [said(origin)]);
    await expect.poll(() => afresh.heard).toHaveLength(1);
  },
);

test('a room subscribed to while Redis is away is named when it is back', async () => {
  const sessionId = await given(store);
  await redis.stop('SIGKILL');
  await expect.poll(async () => (await store.health()).status).toBe('down');
  announcements.subscribe(sessionId, () => {});
  expect(missed).toEqual([]);
  await redis.start();
  await expect.poll(() => missed).toEqual([sessionId]);
});

test('a connection that has died without a word is noticed, and made anew', async () => {
  const sessionId = await given(store);
  const link = await linkTo(redis.port);
  const listening = await openAnnouncements({ url: link.url });
  const named: SessionId[] = [];
  const heard: StoredCommit[] = [];
  listening.onMissed((sessionIds) => named.push(...sessionIds));
  listening.subscribe(sessionId, (commits) => heard.push(...commits));
  await expect.poll(() => named).toEqual([sessionId]);
  link.goSilent();
  await store.commit(sessionId, origin, [said(origin, 'unheard')]);
  await expect.poll(() => named).toEqual([sessionId, sessionId]);
  const next = said(one, 'heard');
  await store.commit(sessionId, one, [next]);
  await expect.poll(() => heard).toEqual([next.commit]);
  await listening.close();
  link.close();
});
