import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startCluster, type Cluster } from '../support/cluster.ts';
import { newGuest, newSession } from '../support/plain-client.ts';
import { joinedAt, seenInOrder, visit, type Visitor } from '../support/visitor.ts';

const patience = { timeout: 20_000 };
// Processes start, die and are missed, on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000 });

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ nodes: [{}, {}] });
}, 60_000);
afterAll(() => cluster.close());

/** Ann on the first node, Bob on the second, in a session that has started. */
async function annAndBob() {
  const [ann, bob] = await Promise.all([newGuest(cluster.url(0), 'Ann'), newGuest(cluster.url(1), 'Bob')]);
  const session = await newSession(cluster.url(0), ann);
  const auth = { sessionId: session.id, invite: session.invite };
  const [a, b] = [await visit(cluster.url(0), ann, auth), await visit(cluster.url(1), bob, auth)];
  await a.command('session:start');
  return { auth, people: { ann, bob }, a, b };
}
const typesOf = ({ commits }: Visitor, userId: string) =>
  commits.flatMap(({ events }) =>
    events.flatMap((event) => ('userId' in event && event.userId === userId ? event.type : [])),
  );
const upTo = (visitor: Visitor) => visitor.commits.at(-1)?.rev ?? joinedAt(visitor).rev;

test('a frozen node: its people are away for the others; when it wakes they are back, and were never put out', async () => {
  const { a, b } = await annAndBob();
  const frozen = cluster.nodes[0]!.server;
  const frozenAt = performance.now();
  frozen.signal('SIGSTOP');
  await expect.poll(() => typesOf(b, a.userId), patience).toContain('participant.away');
  // Reaped within 6 s, and away 3 s after that.
  expect(performance.now() - frozenAt).toBeLessThan(10_500);
  await b.command('chat:send', { content: 'Are you there?' });
  frozen.signal('SIGCONT');
  await expect.poll(() => typesOf(b, a.userId), patience).toContain('participant.returned');
  await expect.poll(() => [upTo(a), typesOf(a, a.userId).at(-1)], patience).toEqual([upTo(b), 'participant.returned']);
  seenInOrder(a);
  expect(a.pushes.filter(({ name }) => name === 'room:closed')).toEqual([]);
  expect(await a.command('chat:send', { content: 'Yes' })).toMatchObject({ ok: true });
  // Who stood in while she was away gives back what is hers.
  expect(await a.command('room:lock')).toMatchObject({ ok: true });
});

test('a node is killed: its phase ends all the same, its people may come to another, its commits are recorded once', async () => {
  const { a, b, people, auth } = await annAndBob();
  await a.command('timer:configure', { config: { workMs: 1_500, autoStartBreak: false } });
  await a.command('timer:start');
  const { rev } = await a.command('chat:send', { content: 'My last words' });
  await cluster.nodes[0]!.server.end('SIGKILL');
  const since = { epoch: 1, rev: rev! };
  const again = await visit(cluster.url(1), people.ann, { ...auth, since });
  expect(joinedAt(again)).toMatchObject({ epoch: 1, commits: expect.any(Array) });
  const completed = () =>
    b.commits.flatMap(({ events }) => events.filter(({ type }) => type === 'timer.phaseCompleted'));
  await expect.poll(completed, patience).toHaveLength(1);
  expect(completed()).toMatchObject([{ participantIds: expect.arrayContaining([a.userId, b.userId]) }]);
  seenInOrder(b);
  // She was here all the time: the connection she has on the second node counts when that of the first is closed.
  expect(typesOf(b, a.userId)).not.toContain('participant.away');
  await cluster.revive(0);
});

test('the only people of a room die with their node: the session is found and looked after by the other', async () => {
  const ann = await newGuest(cluster.url(0), 'Ann');
  const session = await newSession(cluster.url(0), ann);
  const auth = { sessionId: session.id, invite: session.invite };
  const a = await visit(cluster.url(0), ann, auth);
  await a.command('session:start');
  await a.command('timer:configure', { config: { workMs: 1_000, autoStartBreak: false } });
  await a.command('timer:start');
  await cluster.nodes[0]!.server.end('SIGKILL');
  // Nobody asks the second node for the room until the phase must be over.
  await cluster.rows(async (database) => {
    const phases = () => database.timerPhase.findMany({ where: { sessionId: session.id } });
    await expect.poll(phases, patience).toMatchObject([{ phase: 'WORK' }]);
    const stays = () => database.attendanceInterval.findMany({ where: { sessionId: session.id } });
    await expect.poll(stays, patience).toMatchObject([{ endedAt: expect.any(Date) }]);
  });
  await cluster.revive(0);
});
