import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startCluster, type Cluster } from '../support/cluster.ts';
import { enterCall } from '../support/media/callers.ts';
import { apiOf, newGuest, newSession } from '../support/plain-client.ts';
import { codeOf, visit, type Visitor } from '../support/visitor.ts';

// Processes start, die and are missed, on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000 });

const media = { MEDIA_LISTEN_IP: '127.0.0.1', MEDIA_WORKERS: '1', MEDIA_MIN_PORT: '42000', MEDIA_MAX_PORT: '42999' };
let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ nodes: [media, media, media] });
}, 60_000);
afterAll(() => cluster.close());

const heard = async ({ pushes }: Visitor, name: string, payload: object, timeout = 10_000) => {
  const said = () => pushes.filter((push) => push.name === name).map((push) => push.payload);
  await expect.poll(said, { timeout }).toContainEqual(expect.objectContaining(payload));
};

/** Ann, Bob and Cleo, each on a node of their own, in one call whose router is on Ann's. */
async function three() {
  const people = await Promise.all(['Ann', 'Bob', 'Cleo'].map((name, node) => newGuest(cluster.url(node), name)));
  const { id: sessionId, invite } = await newSession(cluster.url(0), people[0]!);
  const visitors: Visitor[] = [];
  // oxlint-disable-next-line no-await-in-loop -- the first has the router
  for (const [node, one] of people.entries()) visitors.push(await visit(cluster.url(node), one, { sessionId, invite }));
  const [ann, bob, cleo] = [
    await enterCall(visitors[0]!, sessionId),
    await enterCall(visitors[1]!, sessionId),
    await enterCall(visitors[2]!, sessionId),
  ];
  /** What each is told by REST, on the node of their own. */
  const tokens = () =>
    Promise.all(
      people.map(async ({ token }, node) => {
        const path = `/api/study-sessions/${sessionId}/media-token`;
        return (await apiOf(cluster.url(node))<{ token: string | null }>('GET', path, { token })).body.token;
      }),
    );
  return { sessionId, ann, bob, cleo, tokens };
}

test('one call on three nodes: one router, everybody is told of everybody; its node is killed, and the others go on', async () => {
  const { sessionId, ann, bob, cleo, tokens } = await three();
  expect(new Set([ann, bob, cleo].map(({ joined }) => joined.token)).size).toBe(1);
  expect(new Set(await tokens())).toEqual(new Set([ann.joined.token]));
  const producerId = await bob.produce('microphone');
  await heard(ann.visitor, 'media:producerAdded', { producerId, userId: bob.visitor.userId });
  await heard(cleo.visitor, 'media:producerAdded', { producerId });
  const consumerId = await cleo.consume(producerId);
  expect(codeOf(await cleo.ask('resumeConsumer', { consumerId }))).toBe('OK');
  // A host on one node mutes somebody on another, who hears it on a third.
  const { userId } = bob.visitor;
  expect(codeOf(await ann.ask('muteParticipant', { userId, source: 'microphone' }))).toBe('OK');
  await heard(bob.visitor, 'media:muted', { source: 'microphone', byUserId: ann.visitor.userId });
  await ann.visitor.command('session:start');
  await ann.visitor.command('timer:configure', { config: { control: 'EVERYONE' } });
  await ann.visitor.command('timer:start');

  const killedAt = performance.now();
  await cluster.nodes[0]!.server.end('SIGKILL');
  await Promise.all([bob, cleo].map(({ visitor }) => heard(visitor, 'media:reset', { reason: 'NODE_DIED' })));
  const [again, other] = [await enterCall(bob.visitor, sessionId), await enterCall(cleo.visitor, sessionId)];
  const recoveredMs = performance.now() - killedAt;
  expect(Number(again.joined.token)).toBeGreaterThan(Number(bob.joined.token));
  expect(other.joined.token).toBe(again.joined.token);
  const next = await other.produce('camera');
  await heard(bob.visitor, 'media:producerAdded', { producerId: next });
  // README: within five seconds.
  expect(recoveredMs).toBeLessThan(5_000);
  expect(codeOf(await bob.visitor.command('timer:pause'))).toBe('OK');
  await cluster.revive(0);
});

test('somebody whose socket is gone leaves the call of another node; a node that goes in good order hands its calls on', async () => {
  const { sessionId, ann, bob, cleo } = await three();
  const producerId = await cleo.produce('camera');
  await heard(ann.visitor, 'media:producerAdded', { producerId });
  cleo.visitor.close();
  await heard(bob.visitor, 'media:producerClosed', { producerId });
  const stopped = cluster.nodes[0]!.server.end('SIGTERM');
  await heard(bob.visitor, 'media:reset', { reason: 'MOVED' });
  const again = await enterCall(bob.visitor, sessionId);
  expect(Number(again.joined.token)).toBeGreaterThan(Number(bob.joined.token));
  await stopped;
  await cluster.revive(0);
});

test('the router’s node is frozen: the others go on with another, and when it wakes it lets go of its own', async () => {
  const { sessionId, ann, bob } = await three();
  const holder = cluster.nodes[0]!.server;
  holder.signal('SIGSTOP');
  await heard(bob.visitor, 'media:reset', { reason: 'NODE_DIED' });
  const again = await enterCall(bob.visitor, sessionId);
  holder.signal('SIGCONT');
  await heard(ann.visitor, 'media:reset', { reason: 'REPLACED' });
  const back = await enterCall(ann.visitor, sessionId);
  expect(back.joined.token).toBe(again.joined.token);
});
