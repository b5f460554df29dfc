import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../../server/composition/server.ts';
import type { Commit } from '../../server/protocol/events.ts';
import { startCarrel } from '../support/carrel.ts';
import { apiOf, newGuest, newSession, type Guest, type NewSession } from '../support/plain-client.ts';
import { arrivalCode, codeOf, joinedAt, seenInOrder, visit, type Visitor } from '../support/visitor.ts';

// One session from its creation to the history, each test a step of it.
let server: RunningServer;
let ann: Guest;
let bob: Guest;
let session: NewSession;
let auth: { sessionId: string };
let host: Visitor;
let second: Visitor;
beforeAll(async () => {
  server = await startCarrel();
  ann = await newGuest(server.url, 'Ann');
  bob = await newGuest(server.url, 'Bob');
  session = await newSession(server.url, ann);
  auth = { sessionId: session.id };
});
afterAll(async () => {
  host.close();
  second.close();
  await server.close();
});
const eventsSeenBy = (visitor: Visitor) => visitor.commits.flatMap(({ events }) => events);

test('the handshake joins at once and pushes the room as it stands', async () => {
  host = await visit(server.url, ann, auth);
  expect(host.arrival).toMatchObject({
    name: 'room:joined',
    payload: {
      ok: true,
      sessionId: session.id,
      epoch: 1,
      rev: 1,
      serverAt: expect.any(Number),
      self: { userId: ann.userId, role: 'HOST', connectionId: expect.any(String) },
      snapshot: {
        sessionId: session.id,
        title: 'Algebra',
        status: 'SCHEDULED',
        hostId: ann.userId,
        chat: { total: 0 },
      },
    },
  });
});

test('room:join answers the same, and who is there sees who comes', async () => {
  second = await visit(server.url, bob);
  expect(await second.join(auth)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  const joined = await second.join({ ...auth, invite: session.invite });
  expect(joined).toMatchObject({ ok: true, epoch: 1, rev: 2, self: { userId: bob.userId, role: 'PARTICIPANT' } });
  await expect
    .poll(() => eventsSeenBy(host))
    .toMatchObject([
      { type: 'participant.joined', userId: bob.userId, name: 'Bob', role: 'PARTICIPANT', presence: 'ONLINE' },
    ]);
  expect(JSON.stringify(host.pushes)).not.toContain('connection.');
});

test('commands are answered with their place and what they made, and everybody sees them in that order', async () => {
  const [start, chat, goal] = [randomUUID(), randomUUID(), randomUUID()];
  expect(await host.command('session:start', {}, start)).toEqual({ ok: true, epoch: 1, rev: 3 });
  expect(await host.command('chat:send', { content: 'Hello' }, chat)).toEqual({
    ok: true,
    epoch: 1,
    rev: 4,
    result: { messageId: chat },
  });
  expect(await second.ask('goal:add', { ...auth, commandId: goal, title: 'Chapter 4' })).toMatchObject({
    rev: 5,
    result: { goalId: goal },
  });
  expect(await host.command('timer:start')).toMatchObject({ rev: 6 });
  for (const one of [host, second]) {
    await expect.poll(() => one.commits.at(-1)?.rev).toBe(6);
    expect(one.commits.slice(-4)).toMatchObject([
      { rev: 3, actorId: ann.userId, commandId: start, events: [{ type: 'session.started' }] },
      { rev: 4, commandId: chat, events: [{ type: 'chat.sent', message: { id: chat, authorId: ann.userId } }] },
      { rev: 5, actorId: bob.userId, commandId: goal, events: [{ type: 'goal.added', goal: { id: goal } }] },
      { rev: 6, events: [{ type: 'timer.started', phase: 'WORK' }] },
    ]);
  }
  seenInOrder(host);
});

test('a command sent again, on another socket or after coming back, gets the same answer and does nothing', async () => {
  const commandId = randomUUID();
  const first = await host.command('chat:send', { content: 'once' }, commandId);
  const other = await visit(server.url, ann, auth);
  expect(await other.command('chat:send', { content: 'once' }, commandId)).toEqual(first);
  other.close();
  host.close();
  host = await visit(server.url, ann, auth);
  expect(await host.command('chat:send', { content: 'once' }, commandId)).toEqual(first);
  expect(joinedAt(host).snapshot?.chat.total).toBe(2);
});

test('what was missed comes as commits, by room:since and by joining with a cursor; else as a snapshot', async () => {
  const from = { epoch: 1, rev: 3 };
  const since = await second.ask('room:since', { ...auth, ...from });
  const commits = since['commits'] as Commit[];
  expect(since).toMatchObject({ ok: true, epoch: 1 });
  expect(commits.map(({ rev }) => rev)).toEqual(commits.map((_, index) => from.rev + 1 + index));
  expect(commits.at(-1)?.rev).toBe(since.rev);
  expect(since['snapshot']).toBeUndefined();
  const resumed = await visit(server.url, bob, { ...auth, since: from });
  expect(joinedAt(resumed).commits?.slice(0, commits.length)).toEqual(commits);
  expect(joinedAt(resumed).snapshot).toBeUndefined();
  resumed.close();
  const lost = await second.ask('room:since', { ...auth, epoch: 9, rev: 3 });
  expect(lost['commits']).toBeUndefined();
  expect(lost['snapshot']).toMatchObject({ sessionId: session.id });
});

test('what changes by REST is seen by who is connected', async () => {
  const api = apiOf(server.url);
  const sent = await api('POST', `/api/study-sessions/${session.id}/messages`, {
    token: bob.token,
    body: { content: 'by REST' },
  });
  expect(sent.status).toBe(200);
  await expect
    .poll(() => eventsSeenBy(host).at(-1))
    .toMatchObject({ type: 'chat.sent', message: { content: 'by REST', authorId: bob.userId } });
});

test('who leaves is told so, is seen leaving, and hears nothing more', async () => {
  expect(await second.ask('room:leave', auth)).toEqual({ ok: true });
  await expect.poll(() => eventsSeenBy(host).at(-1)).toMatchObject({ type: 'participant.left', reason: 'LEAVE' });
  const heard = second.commits.length;
  await host.command('chat:send', { content: 'alone' });
  expect(codeOf(await second.ask('chat:send', { ...auth, commandId: randomUUID(), content: 'x' }))).toBe('FORBIDDEN');
  expect(second.commits).toHaveLength(heard);
});

test('the end closes the room for everybody, refuses the next, and is found in the history', async () => {
  await second.join(auth);
  expect(codeOf(await host.command('session:end'))).toBe('OK');
  for (const one of [host, second]) {
    expect(await one.pushed('room:closed')).toMatchObject({ sessionId: session.id, reason: 'ENDED' });
    expect(one.pushes.map(({ name }) => name).lastIndexOf('room:commits')).toBeLessThan(
      one.pushes.findIndex(({ name }) => name === 'room:closed'),
    );
  }
  expect(codeOf(await host.command('chat:send', { content: 'late' }))).toBe('SESSION_ENDED');
  expect(arrivalCode(await visit(server.url, bob, auth).then(closed))).toBe('SESSION_ENDED');
  const history = await apiOf(server.url)<{ sessions: object[]; total: number }>('GET', '/api/study-sessions/history', {
    token: bob.token,
  });
  expect(history.body).toMatchObject({ total: 1, sessions: [{ id: session.id, status: 'COMPLETED' }] });
});
const closed = (visitor: Visitor) => {
  visitor.close();
  return visitor;
};
