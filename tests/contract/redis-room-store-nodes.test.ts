import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { RedisRoomStore } from '../../server/adapters/redis/room-store.ts';
import type { Room } from '../../server/domain/room.ts';
import { memoryArchive } from '../support/memory-archive.ts';
import { isUp, redisStores } from '../support/redis-stores.ts';
import { heard, newSessionId } from '../support/room-log.ts';
import { roomNode } from '../support/room-node.ts';
import { ann, roomOf } from '../support/rooms.ts';

const { redis, open } = redisStores();
const send = (content: string) => ({ type: 'chat:send', content }) as const;

/** Nodes that share Redis and an archive, with a room of random id in which Ann is. */
async function nodesOf(count: number) {
  const room = roomOf({ sessionId: newSessionId() });
  const archive = memoryArchive(room);
  const stores = await Promise.all(Array.from({ length: count }, () => open()));
  const nodes = stores.map((store) => roomNode({ store, archive, room }));
  await nodes[0]!.come(ann);
  return { room, archive, stores, nodes };
}
type Node = Awaited<ReturnType<typeof nodesOf>>['nodes'][number];

/** Ann's command, given again and again as a client would until it is accepted. */
async function insist(node: Node, content: string, commandId: string = randomUUID()): Promise<void> {
  /* oxlint-disable no-await-in-loop -- the next try depends on this one */
  for (;;) {
    const performed = await node.by(ann, send(content), commandId);
    if (performed.ok) return;
    expect(performed.refusal.code).toBe('UNAVAILABLE');
    // While Redis is away refusals come at once, and would leave no turn to the connection.
    await setImmediate();
  }
  /* oxlint-enable no-await-in-loop */
}

/** What was written in the chat, from a log that must have no gap. */
async function written({ state: { sessionId } }: Room, store: RedisRoomStore): Promise<string[]> {
  const { epoch, rev } = (await store.load(sessionId))!;
  const log = (await store.read(sessionId, { epoch, rev: 0 }, rev))!;
  expect(log.map((commit) => commit.rev)).toEqual(Array.from({ length: rev }, (_, index) => index + 1));
  const events = log.flatMap((commit) => commit.events);
  return events.flatMap((event) => (event.type === 'chat.sent' ? event.message.content : []));
}

describe('several nodes', () => {
  test('100 writers on two nodes, some commands sent to both: every command once, and no gap', async () => {
    const { room, stores, nodes } = await nodesOf(2);
    const contents = Array.from({ length: 100 }, (_, index) => `${index}`);
    await Promise.all(
      contents.flatMap((content, index) => {
        const commandId = randomUUID();
        const [near, far] = index % 2 ? nodes : nodes.toReversed();
        const both = [insist(near!, content, commandId)];
        return index % 5 ? both : [...both, insist(far!, content, commandId)];
      }),
    );
    expect((await written(room, stores[0]!)).toSorted()).toEqual(contents.toSorted());
    expect(nodes[0]!.conflicts() + nodes[1]!.conflicts()).toBeGreaterThan(0);
  });

  test('the clocks of two stores agree', async () => {
    const [store, other] = [await open(), await open()];
    // Each is wrong by up to half a round trip, and asks again until it had a quick one.
    await expect.poll(() => Math.abs(store.now() - other.now())).toBeLessThan(20);
  });
});

describe('Redis is killed', () => {
  test('kill -9 five times under writers, with fsync always: nothing acknowledged is lost or twice', async () => {
    const { room, stores, nodes } = await nodesOf(2);
    const acknowledged: string[] = [];
    const killing = { over: false };
    const write = async (node: Node, name: string) => {
      for (let count = 0; !killing.over; count += 1) {
        // oxlint-disable-next-line no-await-in-loop -- one command at a time each
        await insist(node, `${name}${count}`);
        acknowledged.push(`${name}${count}`);
      }
    };
    const writers = nodes.flatMap((node, index) => ['a', 'b', 'c'].map((name) => write(node, `${name}${index}.`)));
    for (let kill = 0; kill < 5; kill += 1) {
      const before = acknowledged.length;
      // oxlint-disable no-await-in-loop -- one kill after the other
      await expect.poll(() => acknowledged.length, { interval: 5 }).toBeGreaterThan(before + 20);
      await redis().stop('SIGKILL');
      await redis().start();
      // oxlint-enable no-await-in-loop
    }
    killing.over = true;
    await Promise.all(writers);
    expect((await stores[0]!.load(room.state.sessionId))?.epoch).toBeGreaterThan(1);
    expect((await written(room, stores[0]!)).toSorted()).toEqual(acknowledged.toSorted());
  });

  test('it comes back with less than it acknowledged: a new epoch, and all nodes agree on what is left', async () => {
    const { room, stores, nodes } = await nodesOf(2);
    const [a, b] = nodes as [Node, Node];
    await insist(a, 'kept');
    await insist(b, 'kept, too');
    const goBack = await redis().backUp();
    await insist(a, 'lost');
    await goBack();
    await isUp(stores[0]!);
    await isUp(stores[1]!);
    await insist(b, 'afterwards');
    await insist(a, 'and then');
    expect(await written(room, stores[0]!)).toEqual(['kept', 'kept, too', 'afterwards', 'and then']);
    expect(await a.current()).toMatchObject({ epoch: 2, rev: 5 });
    expect(await b.by(ann, send('seen by both'))).toMatchObject({ answer: { epoch: 2, rev: 6 } });
  });

  test('what it lost, it had recorded: the room goes on from the archive', async () => {
    const { archive, stores, nodes } = await nodesOf(1);
    const [node] = nodes as [Node];
    const goBack = await redis().backUp();
    await insist(node, 'recorded');
    archive.archived = { ...(await node.current()), released: false };
    await goBack();
    await isUp(stores[0]!);
    expect(await node.by(ann, send('afterwards'))).toMatchObject({ answer: { epoch: 2, rev: 3 } });
    expect(heard(await node.current())).toEqual(['recorded', 'afterwards']);
  });

  test('it lost everything: the room comes back from the archive in a new epoch', async () => {
    const { nodes } = await nodesOf(2);
    await insist(nodes[0]!, 'not recorded');
    await redis().ask('FLUSHALL');
    await nodes[1]!.come(ann);
    expect(await nodes[1]!.current()).toMatchObject({ epoch: 2, rev: 1 });
    expect(await nodes[0]!.by(ann, send('after'))).toMatchObject({ answer: { epoch: 2, rev: 2 } });
  });
});

describe('Redis is away', () => {
  test('people hear UNAVAILABLE within two seconds from a Redis that is frozen, and their command lands once', async () => {
    const { room, stores, nodes } = await nodesOf(1);
    const [node] = nodes as [Node];
    const commandId = randomUUID();
    redis().freeze();
    const before = performance.now();
    expect(await node.by(ann, send('patience'), commandId)).toMatchObject({ refusal: { code: 'UNAVAILABLE' } });
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(await stores[0]!.health()).toEqual({ status: 'down', reason: 'Redis is away' });
    redis().thaw();
    await isUp(stores[0]!);
    await insist(node, 'patience', commandId);
    expect(await written(room, stores[0]!)).toEqual(['patience']);
  });
});
