import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { secret } from '../support/rooms.ts';
import { startSocketNode, type SocketNode } from '../support/socket-node.ts';
import type { Visitor } from '../support/visitor.ts';

const cycles = 10_000;
const atOnce = 20;
const tolerance = 20 * 2 ** 20;

let node: SocketNode;
beforeAll(async () => (node = await startSocketNode({ rateLimits: false })));
afterAll(() => node.close());

/** What is in use after a full collection: a soak runs with --expose-gc, which the file asks V8 for. */
async function heap(): Promise<number> {
  const { setFlagsFromString } = await import('node:v8');
  const { runInNewContext } = await import('node:vm');
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let time = 0; time < 3; time += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

/** One room in which Ann stays, and whose log is let go as the recorder would. */
async function room() {
  const opened = node.session();
  const { sessionId } = opened.state;
  const auth = { sessionId, invite: secret };
  const host = await node.visit('Ann', auth);
  const trim = async () => {
    const { current } = node.rooms.peek(sessionId)!;
    await node.store.saveSnapshot(sessionId, current!);
    await node.store.trim(sessionId, current!);
  };
  return { opened, sessionId, auth, host, trim };
}
/** What the test itself keeps is not the server's. */
function forgetWhatCame({ commits, pushes }: Visitor): void {
  commits.length = 0;
  (pushes as unknown[]).length = 0;
}
const connections = async ({ opened }: { opened: Parameters<SocketNode['stored']>[0] }) =>
  Object.keys((await node.stored(opened)).room.backstage.connections).length;

describe('10,000 times', () => {
  test('joining and leaving on one socket leaves the heap and the rooms as they were', async () => {
    const one = await room();
    const guests = await Promise.all(Array.from({ length: atOnce }, (_, index) => node.visit(`Person ${index % 9}`)));
    const cycle = async (guest: Visitor) => {
      await guest.join(one.auth);
      await guest.ask('room:leave', one.auth);
    };
    const run = async (times: number) => {
      for (let done = 0; done < times; done += atOnce) {
        await Promise.all(guests.map(cycle));
        if (done % 1_000 === 0) await one.trim();
      }
      for (const visitor of [one.host, ...guests]) forgetWhatCame(visitor);
      await one.trim();
    };
    await run(1_000);
    const base = await heap();
    await run(cycles);
    expect((await heap()) - base).toBeLessThan(tolerance);
    expect(await connections(one)).toBe(1);
    await node.leaveAll();
    expect(node.rooms.inMemory.size).toBe(1);
  });

  test('connecting into the room and vanishing leaves the heap and the rooms as they were', async () => {
    const one = await room();
    const before = node.rooms.inMemory.size;
    const run = async (times: number) => {
      for (let done = 0; done < times; done += atOnce) {
        const names = Array.from({ length: atOnce }, (_, index) => `Person ${index % 9}`);
        const all = await Promise.all(names.map((name) => node.visit(name, one.auth)));
        // Half of them before they have said goodbye.
        for (const visitor of all) visitor.close();
        if (done % 1_000 === 0) await one.trim();
      }
      await node.leaveAllBut(one.host);
      await expect.poll(() => connections(one), { timeout: 20_000 }).toBe(1);
      forgetWhatCame(one.host);
      await one.trim();
    };
    await run(1_000);
    const base = await heap();
    await run(cycles);
    expect((await heap()) - base).toBeLessThan(tolerance);
    await node.leaveAll();
    expect(node.rooms.inMemory.size).toBe(before);
  });
});

test('a client that never reads, through a long burst, leaves the heap as it was', async () => {
  const one = await room();
  const base = await heap();
  const paused = await node.visit('Bob', one.auth);
  (paused.socket.io.engine.transport as unknown as { ws: { pause(): void } }).ws.pause();
  const content = 'x'.repeat(4_000);
  for (let said = 0; said < 20_000; said += 50) {
    await Promise.all(Array.from({ length: 50 }, () => one.host.command('chat:send', { content })));
    forgetWhatCame(one.host);
    if (said % 1_000 === 0) await one.trim();
  }
  expect((await node.metrics.cutOff.get()).values[0]?.value).toBe(1);
  await one.trim();
  expect((await heap()) - base).toBeLessThan(tolerance);
  await node.leaveAll();
});
