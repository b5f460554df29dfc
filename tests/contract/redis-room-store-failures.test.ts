import { describe, expect, test } from 'vitest';
import { openRoomStore } from '../../server/adapters/redis/room-store.ts';
import { linkTo } from '../support/link.ts';
import { isUp, redisStores } from '../support/redis-stores.ts';
import { given, newRoom, newSessionId, origin, said } from '../support/room-log.ts';

const { redis, open } = redisStores();
const one = { epoch: 0, rev: 1 };

describe('Redis is away', () => {
  test('everything throws at once, health tells, and it goes on when Redis is back', async () => {
    const store = await open();
    const sessionId = await given(store);
    await redis().stop();
    await expect.poll(async () => (await store.health()).status).toBe('down');
    const before = performance.now();
    await expect(store.commit(sessionId, origin, [said(origin)])).rejects.toThrow('Redis is away');
    await expect(store.load(sessionId)).rejects.toThrow('Redis is away');
    await expect(store.revs([sessionId])).rejects.toThrow('Redis is away');
    expect(performance.now() - before).toBeLessThan(500);
    const now = store.now();
    await redis().start();
    await isUp(store);
    expect(store.now()).toBeGreaterThanOrEqual(now);
    expect(await store.load(sessionId)).toMatchObject({ suspect: true });
  });

  test('a commit whose answer was cut off throws, and asked again it is a repetition', async () => {
    const link = await linkTo(redis().port);
    const store = await open(link.url);
    const sessionId = await given(store);
    const entry = said(origin);
    // Such that Redis knows the script, and the commit is one packet.
    await store.commit(newSessionId(), origin, []);
    link.cutNextAnswer();
    await expect(store.commit(sessionId, origin, [entry])).rejects.toThrow('Redis is away');
    await isUp(store);
    const answers = new Map([[0, entry.command?.answer]]);
    expect(await store.commit(sessionId, origin, [entry])).toEqual({ kind: 'repeated', answers });
    link.close();
  });

  test('closing while Redis is away ends', async () => {
    const store = await open();
    redis().freeze();
    await store.close();
    redis().thaw();
  });

  test('a store that finds no Redis says so, without the password', async () => {
    const link = await linkTo(1);
    const opened = openRoomStore({ url: link.url.replace('//', '//:secret@'), patienceMs: 300 });
    await expect(opened).rejects.toThrow(/^Redis does not answer: (?!.*secret)/);
    link.close();
  });
});

describe('Redis refuses', () => {
  test('it forgot the scripts: they are sent again', async () => {
    const store = await open();
    const sessionId = await given(store);
    await store.commit(sessionId, origin, [said(origin)]);
    await redis().ask('SCRIPT', 'FLUSH');
    expect(await store.commit(sessionId, one, [said(one)])).toEqual({ kind: 'committed' });
  });

  test('it is full: a commit is refused as a whole', async () => {
    const store = await open();
    const sessionId = await given(store);
    await redis().ask('CONFIG', 'SET', 'maxmemory', 1);
    await expect(store.commit(sessionId, origin, [said(origin), said(one)])).rejects.toThrow('OOM');
    expect(await store.health()).toMatchObject({ status: 'down' });
    expect(await store.load(sessionId)).toMatchObject(origin);
    await redis().ask('CONFIG', 'SET', 'maxmemory', 0);
    expect(await store.commit(sessionId, origin, [said(origin), said(one)])).toEqual({ kind: 'committed' });
  });

  test('it is a replica by now: nothing is written, and the address is tried anew', async () => {
    const store = await open();
    const sessionId = await given(store);
    await redis().ask('REPLICAOF', '127.0.0.1', 1);
    await expect(store.commit(sessionId, origin, [said(origin)])).rejects.toThrow('READONLY');
    await redis().ask('REPLICAOF', 'NO', 'ONE');
    await isUp(store);
    expect(await store.commit(sessionId, origin, [said(origin)])).toEqual({ kind: 'committed' });
  });

  test('what it has of a room makes no sense: the error names the room', async () => {
    const store = await open();
    const sessionId = await given(store);
    await redis().ask('SET', `carrel:{${sessionId}}:snapshot`, '{');
    await expect(store.load(sessionId)).rejects.toThrow(`What is stored of session ${sessionId} cannot be read`);
  });
});

test('a commit is one round trip', async () => {
  const link = await linkTo(redis().port);
  const store = await open(link.url);
  const sessionId = newSessionId();
  await store.open(sessionId, { ...origin, room: newRoom(sessionId) });
  await store.commit(sessionId, origin, [said(origin)]);
  const before = link.asked.length;
  for (let rev = 1; rev <= 20; rev += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each commit follows the one before
    await store.commit(sessionId, { epoch: 0, rev }, [said({ epoch: 0, rev })]);
  }
  // The clock asks for the time now and then.
  expect(link.asked.slice(before).filter((name) => name !== 'time')).toEqual(Array(20).fill('evalsha'));
  link.close();
});
