import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { secret } from '../support/rooms.ts';
import { startSocketNode, type SocketNode } from '../support/socket-node.ts';
import { codeOf, joinedAt, seenInOrder, type Visitor } from '../support/visitor.ts';

let node: SocketNode;
beforeAll(async () => (node = await startSocketNode()));
afterEach(() => node.leaveAll());
afterAll(() => node.close());

/** The connection under a socket, which no longer reads when it is paused. */
type Connection = { pause(): void; resume(): void; terminate(): void };
const connectionOf = ({ socket }: Visitor): Connection =>
  (socket.io.engine.transport as unknown as { ws: Connection }).ws;
const cutOffs = async () => (await node.metrics.cutOff.get()).values[0]?.value ?? 0;
const mebibytes = (bytes: number) => bytes / 2 ** 20;

const content = 'x'.repeat(4_000);

/** Says so much that a connection which nobody reads cannot hold it. */
async function burst(visitor: Visitor, messages: number) {
  for (let sent = 0; sent < messages; sent += 20) {
    await Promise.all(Array.from({ length: 20 }, () => visitor.command('chat:send', { content })));
  }
}

test('a client that does not read is cut off at a bound, others miss nothing, and it resumes where it was', async () => {
  const { sessionId } = node.session().state;
  const auth = { sessionId, invite: secret };
  const [host, paused, other] = [
    await node.visit('Ann', auth),
    await node.visit('Bob', auth),
    await node.visit('Cleo', auth),
  ];
  await expect.poll(() => paused.commits.at(-1)?.rev).toBe(3);
  const since = { epoch: joinedAt(paused).epoch, rev: 3 };
  connectionOf(paused).pause();
  const before = process.memoryUsage();
  await burst(host, 3_000);
  expect(await cutOffs()).toBe(1);
  const after = process.memoryUsage();
  expect(mebibytes(after.external + after.arrayBuffers - before.external - before.arrayBuffers)).toBeLessThan(60);

  const { rev } = (await node.store.load(sessionId))!;
  for (const one of [host, other]) {
    await expect.poll(() => one.commits.at(-1)?.rev, { timeout: 10_000 }).toBe(rev);
    seenInOrder(one);
  }
  // What reached it before it stopped reading is all that it saw; now it asks for the rest.
  connectionOf(paused).terminate();
  const resumed = await node.visit('Bob', { ...auth, since });
  expect(joinedAt(resumed).rev).toBeGreaterThanOrEqual(rev);
  expect(joinedAt(resumed).snapshot?.chat.total).toBe(3_000);
});

test('a client that asks and does not read its answers is cut off as well', async () => {
  const { sessionId } = node.session().state;
  const auth = { sessionId, invite: secret };
  const [host, paused] = [await node.visit('Ann', auth), await node.visit('Bob', auth)];
  await burst(host, 60);
  const before = await cutOffs();
  connectionOf(paused).pause();
  for (let asked = 0; asked < 500 && (await cutOffs()) === before; asked += 10) {
    for (let one = 0; one < 10; one += 1) paused.socket.emit('room:since', { sessionId, epoch: 1, rev: 0 }, () => {});
    // As a turn of the server, in which it hears what was asked.
    expect(codeOf(await host.ask('clock:sync', {}))).toBe('OK');
  }
  expect(await cutOffs()).toBe(before + 1);
  connectionOf(paused).terminate();
});

test('a short pause costs nothing', async () => {
  const { sessionId } = node.session().state;
  const auth = { sessionId, invite: secret };
  const [host, paused] = [await node.visit('Ann', auth), await node.visit('Bob', auth)];
  connectionOf(paused).pause();
  await burst(host, 40);
  connectionOf(paused).resume();
  const { rev } = (await node.store.load(sessionId))!;
  await expect.poll(() => paused.commits.at(-1)?.rev).toBe(rev);
  seenInOrder(paused);
});
