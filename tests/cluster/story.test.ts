import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { apiOf, newGuest, newSession, type Guest } from '../support/plain-client.ts';
import { startCluster, type Cluster } from '../support/cluster.ts';
import { freshCommand } from '../support/study-group.ts';
import { arrivalCode, codeOf, joinedAt, refusedWith, visit, type Visitor } from '../support/visitor.ts';

// Processes start, die and are missed, on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000 });

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ nodes: [{}, {}] });
}, 60_000);
afterAll(() => cluster.close());

const guests = (...names: string[]): Promise<Guest[]> =>
  Promise.all(names.map((name, index) => newGuest(cluster.url(index % 2), name)));

/** Ann on the first node, Bob on the second, in a new session of Ann's. */
async function annAndBob() {
  const [ann, bob] = (await guests('Ann', 'Bob')) as [Guest, Guest];
  const session = await newSession(cluster.url(0), ann);
  const auth = { sessionId: session.id, invite: session.invite };
  const [a, b] = [await visit(cluster.url(0), ann, auth), await visit(cluster.url(1), bob, auth)];
  expect([arrivalCode(a), arrivalCode(b)]).toEqual(['OK', 'OK']);
  return { session, auth, people: { ann, bob }, a, b };
}
const types = ({ commits }: Visitor) => commits.flatMap((commit) => commit.events.map(({ type }) => type));

test('people on two nodes see the same room: chat, timer, goals, typing, and the same commits', async () => {
  const { session, a, b } = await annAndBob();
  await a.command('session:start');
  await b.command('chat:send', { content: 'Hello from the second node' });
  await a.command('timer:start');
  const last = await b.command('goal:add', { title: 'Read' });
  const upTo = (one: Visitor) => one.commits.at(-1)?.rev;
  await expect.poll(() => [upTo(a), upTo(b)]).toEqual([last.rev, last.rev]);
  const shared = a.commits.filter(({ rev }) => rev > joinedAt(b).rev);
  expect(b.commits).toEqual(shared);
  expect(b.commits.map(({ rev }) => rev)).toEqual(b.commits.map((_, index) => joinedAt(b).rev + 1 + index));

  // It may be lost, so it is told again as long as somebody types.
  const typing = () => {
    a.socket.emit('chat:typing', { sessionId: session.id });
    return b.pushes.find(({ name }) => name === 'chat:typing')?.payload;
  };
  await expect.poll(typing, { timeout: 20_000 }).toEqual({ sessionId: session.id, userId: a.userId });
});

test('a command sent again to the other node has one effect and gets the same answer', async () => {
  const { a, people, auth } = await annAndBob();
  const commandId = freshCommand();
  const first = await a.ask('chat:send', { sessionId: auth.sessionId, commandId, content: 'once' });
  const again = await visit(cluster.url(1), people.ann, auth);
  expect(await again.ask('chat:send', { sessionId: auth.sessionId, commandId, content: 'once' })).toEqual(first);
});

test('what was acknowledged by one node is read on the other at once: messages, and lists', async () => {
  const { session, people, a } = await annAndBob();
  await a.command('chat:send', { content: 'written on the first' });
  const call = apiOf(cluster.url(1));
  const path = `/api/study-sessions/${session.id}/messages`;
  const read = await call<{ messages: { content: string }[] }>('GET', path, { token: people.bob.token });
  expect(read.body.messages.map(({ content }) => content)).toEqual(['written on the first']);
});

test('a phase ends once, however many nodes hold the room', async () => {
  const { a, b } = await annAndBob();
  await a.command('session:start');
  await a.command('timer:configure', { config: { workMs: 1_000, autoStartBreak: false } });
  await a.command('timer:start');
  const ends = (one: Visitor) => types(one).filter((type) => type === 'timer.phaseCompleted');
  await expect.poll(() => [ends(a), ends(b)]).toMatchObject([{ length: 1 }, { length: 1 }]);
});

test('who is removed on one node is put out on the other within a second, and may not come back there', async () => {
  const { a, b, people, auth } = await annAndBob();
  const closed = new Promise((resolve) => void b.socket.once('room:closed', resolve));
  const before = performance.now();
  expect(codeOf(await a.command('participant:remove', { userId: b.userId }))).toBe('OK');
  expect(await closed).toEqual({ sessionId: auth.sessionId, reason: 'REMOVED' });
  expect(performance.now() - before).toBeLessThan(1_000);
  const again = await visit(cluster.url(1), people.bob, auth);
  expect(arrivalCode(again)).toBe('FORBIDDEN');
});

test('a name and a colour that are changed on one node are seen on the other, whose sockets keep to them', async () => {
  const { a, b, people, auth } = await annAndBob();
  const body = { name: 'Anna', avatarColor: '#00ff00' };
  await apiOf(cluster.url(1))('PATCH', '/api/me', { token: people.ann.token, body });
  const told = () =>
    b.commits.flatMap(({ events }) => events).filter(({ type }) => type === 'participant.profileChanged');
  await expect.poll(told).toMatchObject([body]);
  expect(codeOf(await a.join(auth))).toBe('OK');
  const said = await a.command('chat:send', { content: 'It is still me' });
  await expect.poll(() => b.commits.at(-1)?.rev).toBe(said.rev);
  expect(told()).toHaveLength(1);
});

test('a login that is ended on one node closes the sockets on the other within a second', async () => {
  const { a, people } = await annAndBob();
  const gone = new Promise((resolve) => void a.socket.once('disconnect', resolve));
  const before = performance.now();
  await apiOf(cluster.url(1))('POST', '/api/auth/logout-everywhere', { token: people.ann.token });
  await gone;
  expect(performance.now() - before).toBeLessThan(1_000);
});

test('a login that is ended on one node lets nobody in any more, on either, though its token is young', async () => {
  const { people, auth } = await annAndBob();
  await apiOf(cluster.url(1))('POST', '/api/auth/logout-everywhere', { token: people.ann.token });
  for (const node of [0, 1]) {
    expect(await refusedWith(visit(cluster.url(node), people.ann, auth))).toBe('UNAUTHENTICATED');
    const list = await apiOf(cluster.url(node))('GET', '/api/study-sessions/list', { token: people.ann.token });
    expect(list.status).toBe(401);
  }
});
