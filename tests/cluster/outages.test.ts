import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startCluster, type Cluster } from '../support/cluster.ts';
import { cuttableLink } from '../support/cuttable-link.ts';
import { apiOf, newGuest, newSession, type Ack } from '../support/plain-client.ts';
import type { RoomState } from '../../server/protocol/room.ts';
import { startServerProcess } from '../support/server-process.ts';
import { joinedAt, visit, type Visitor } from '../support/visitor.ts';

const patience = { timeout: 20_000 };
// Processes start, die and are missed, on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000 });

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ nodes: [{}, {}] });
}, 60_000);
afterAll(() => cluster.close());

async function annAndBob() {
  const [ann, bob] = await Promise.all([newGuest(cluster.url(0), 'Ann'), newGuest(cluster.url(1), 'Bob')]);
  const session = await newSession(cluster.url(0), ann);
  const auth = { sessionId: session.id, invite: session.invite };
  const [a, b] = [await visit(cluster.url(0), ann, auth), await visit(cluster.url(1), bob, auth)];
  return { sessionId: session.id, auth, people: { ann, bob }, a, b };
}

/** Gives the command again and again, as a client would, until it is accepted. */
async function insist(one: Visitor, name: string, args: object = {}): Promise<Ack> {
  const commandId = crypto.randomUUID();
  let ack: Ack | null = null;
  const accepted = async () => {
    ack = await one.command(name, args, commandId);
    return ack.ok;
  };
  await expect.poll(accepted, patience).toBe(true);
  return ack!;
}
const readiness = async (node: number) => {
  const response = await fetch(`${cluster.url(node)}/readyz`);
  const body = (await response.json()) as { error?: { details: { path: string }[] } };
  return response.ok ? 'ready' : body.error?.details[0]?.path;
};
async function everybodyReady(): Promise<void> {
  await expect.poll(() => Promise.all([readiness(0), readiness(1)]), patience).toEqual(['ready', 'ready']);
}
const said = ({ commits }: Visitor) =>
  commits.flatMap(({ events }) => events.flatMap((event) => (event.type === 'chat.sent' ? event.message.content : [])));
/** The chat in the snapshot that somebody gets whose cursor is of the first epoch. */
async function shown(one: Visitor, sessionId: string): Promise<string[]> {
  const { snapshot } = (await one.ask('room:since', { sessionId, epoch: 1, rev: 1 })) as Ack & { snapshot?: RoomState };
  return (snapshot?.chat.recent ?? []).map(({ content }) => content);
}
const typesOf = ({ commits }: Visitor) => commits.flatMap(({ events }) => events.map(({ type }) => type));

test('Redis is cut off: nothing is acknowledged, nodes are unready within 5 s, and all is well again by itself', async () => {
  const { a, b } = await annAndBob();
  cluster.redis.freeze();
  const before = performance.now();
  const commandId = crypto.randomUUID();
  const refused = { ok: false, error: { code: 'UNAVAILABLE' } };
  expect(await a.command('chat:send', { content: 'once' }, commandId)).toMatchObject(refused);
  await expect.poll(() => Promise.all([readiness(0), readiness(1)]), patience).toEqual(['redis', 'redis']);
  expect(performance.now() - before).toBeLessThan(5_000);
  expect(await b.command('room:lock')).toMatchObject(refused);
  // Long enough for everybody to seem dead to everybody.
  await expect.poll(() => performance.now() - before, patience).toBeGreaterThan(6_000);
  cluster.redis.thaw();
  await everybodyReady();
  await expect.poll(async () => (await a.command('chat:send', { content: 'once' }, commandId)).ok, patience).toBe(true);
  await insist(b, 'chat:send', { content: 'twice' });
  await expect
    .poll(() => [said(a), said(b)], patience)
    .toEqual([
      ['once', 'twice'],
      ['once', 'twice'],
    ]);
  expect(typesOf(a)).not.toContain('participant.away');
});

test('one node is cut off from Redis: it acknowledges nothing and is unready, the others go on, and it comes back by itself', async () => {
  const link = await cuttableLink(cluster.redis.port);
  await cluster.add({ REDIS_URL: `redis://127.0.0.1:${link.port}` });
  const lonely = cluster.nodes.length - 1;
  const { auth, a, b } = await annAndBob();
  const c = await visit(cluster.url(lonely), await newGuest(cluster.url(0), 'Cleo'), auth);
  link.cut();
  const before = performance.now();
  const commandId = crypto.randomUUID();
  const unanswered = { ok: false, error: { code: 'UNAVAILABLE' } };
  expect(await c.command('chat:send', { content: 'from the island' }, commandId)).toMatchObject(unanswered);
  await expect.poll(() => readiness(lonely), patience).toBe('redis');
  expect(performance.now() - before).toBeLessThan(5_000);
  expect(await a.command('chat:send', { content: 'on the mainland' })).toMatchObject({ ok: true });
  expect([await readiness(0), await readiness(1)]).toEqual(['ready', 'ready']);
  // Its people are missed by the others, and nothing of what is said there reaches them.
  await expect.poll(() => typesOf(b), patience).toContain('participant.away');
  expect(said(c)).toEqual([]);
  link.mend();
  await expect.poll(() => readiness(lonely), patience).toBe('ready');
  await expect
    .poll(async () => (await c.command('chat:send', { content: 'from the island' }, commandId)).ok, patience)
    .toBe(true);
  const all = ['on the mainland', 'from the island'];
  await expect.poll(() => [a, b, c].map(said), patience).toEqual([all, all, all]);
  await expect.poll(() => typesOf(a), patience).toContain('participant.returned');
  expect(c.pushes.filter(({ name }) => name === 'room:closed')).toEqual([]);
  await cluster.nodes[lonely]!.server.end();
  link.close();
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'Redis ends by %s and comes back: a new epoch says so, nothing is lost',
  async (signal) => {
    const { sessionId, a, b } = await annAndBob();
    await insist(a, 'chat:send', { content: 'before' });
    await cluster.redis.stop(signal);
    expect(await b.command('chat:send', { content: 'lost' })).toMatchObject({ error: { code: 'UNAVAILABLE' } });
    await cluster.redis.start();
    const { epoch } = await insist(b, 'chat:send', { content: 'after' });
    expect(epoch).toBe(2);
    await everybodyReady();
    // The other node hears of it without being asked.
    await expect.poll(() => a.commits.at(-1)?.epoch, patience).toBe(2);
    await expect.poll(() => shown(a, sessionId), patience).toEqual(['before', 'after']);
  },
);

test('Redis is emptied: clients are told within seconds, and take what the database has', async () => {
  const { sessionId, people, a, b } = await annAndBob();
  const commandId = crypto.randomUUID();
  const recorded = await a.command('chat:send', { content: 'recorded' }, commandId);
  const call = apiOf(cluster.url(1));
  // What is read has been recorded; until then the answer is UNAVAILABLE, for the recorder rests after what Redis did to it.
  const read = () => call('GET', `/api/study-sessions/${sessionId}/messages`, { token: people.bob.token });
  await expect.poll(read, patience).toMatchObject({ status: 200, body: { messages: [{ content: 'recorded' }] } });
  await cluster.redis.ask('FLUSHALL');
  await expect.poll(() => [a, b].map(({ commits }) => commits.at(-1)?.epoch), patience).toEqual([2, 2]);
  const ack = await a.ask('room:since', { sessionId, epoch: 1, rev: joinedAt(a).rev });
  expect(ack).toMatchObject({ ok: true, epoch: 2, snapshot: { chat: { recent: [{ content: 'recorded' }] } } });
  // Whoever was not answered then sends it again, and it happens no second time.
  const { ok, result } = recorded;
  expect(await a.command('chat:send', { content: 'recorded' }, commandId)).toMatchObject({ ok, result });
  expect(await insist(b, 'chat:send', { content: 'goes on' })).toMatchObject({ epoch: 2 });
  await expect.poll(() => said(a), patience).toEqual(['recorded', 'goes on']);
  expect(typesOf(a)).not.toContain('participant.away');
});

test('Redis comes back with less than it acknowledged: everybody agrees on what is left, also the database', async () => {
  const { sessionId, a, b } = await annAndBob();
  await insist(a, 'chat:send', { content: 'kept' });
  const goBack = await cluster.redis.backUp();
  await cluster.postgres.stop();
  await insist(a, 'chat:send', { content: 'lost' });
  await expect.poll(() => said(b), patience).toEqual(['kept', 'lost']);
  await goBack();
  await cluster.postgres.start();
  await expect.poll(() => [a, b].map(({ commits }) => commits.at(-1)?.epoch), patience).toEqual([2, 2]);
  await insist(b, 'chat:send', { content: 'instead' });
  const both = () => Promise.all([shown(a, sessionId), shown(b, sessionId)]);
  await expect.poll(both, patience).toEqual([
    ['kept', 'instead'],
    ['kept', 'instead'],
  ]);
  await cluster.rows((database) => {
    const rows = () => database.sessionMessage.findMany({ where: { sessionId }, orderBy: { rev: 'asc' } });
    return expect.poll(rows, patience).toMatchObject([{ content: 'kept' }, { content: 'instead' }]);
  });
});

test('PostgreSQL is away: rooms go on, and each row lands once when it is back', async () => {
  const { sessionId, a, b } = await annAndBob();
  await cluster.postgres.stop();
  for (const one of [a, b]) await insist(one, 'chat:send', { content: `from ${one.userId}` });
  await expect.poll(() => [said(a).length, said(b).length], patience).toEqual([2, 2]);
  await cluster.postgres.start();
  await cluster.rows((database) => {
    const rows = () => database.sessionMessage.findMany({ where: { sessionId }, orderBy: { rev: 'asc' } });
    return expect.poll(rows, patience).toMatchObject([a, b].map(({ userId }) => ({ authorId: userId })));
  });
  await everybodyReady();
});

test('a server without Redis is refused the database of a cluster, with the reason', async () => {
  const env = { DATABASE_URL: cluster.databaseUrl };
  await expect(startServerProcess({ env })).rejects.toThrow(/A(nother)? Carrel .*uses this database/);
});
