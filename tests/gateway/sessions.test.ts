import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Notification } from '../../server/protocol/socket.ts';
import { asking, repeatable, type Json } from '../support/answers.ts';
import { startCarrel } from '../support/carrel.ts';
import { apiOf, connectPlain, newGuest, newSession, type Guest } from '../support/plain-client.ts';

const base = '/api/study-sessions';
let server: Awaited<ReturnType<typeof startCarrel>>;
let ann: Guest;
let bob: Guest;
let eve: Guest;
beforeAll(async () => {
  server = await startCarrel({ RATE_LIMITS: 'off', MAX_PARTICIPANTS: '20' });
  [ann, bob, eve] = await Promise.all([
    newGuest(server.url, 'Ann'),
    newGuest(server.url, 'Bob'),
    newGuest(server.url, 'Eve'),
  ]);
});
afterAll(() => server.close());

const as = (guest: Guest) => asking(server.url, guest);
const refusal = async (guest: Guest, method: string, path: string, body?: object) => {
  const answer = await apiOf(server.url)(method, path, { token: guest.token, ...(body && { body }) });
  return [answer.status, answer.body.error?.code];
};
const ids = ({ sessions }: Json): string[] => sessions.map(({ id }: Json) => id);

describe('a session from beginning to end', () => {
  test('create, invite, join, start, goals, messages, end, history', async () => {
    const created = await as(ann)('POST', `${base}/create`, {
      title: '  Linear   algebra ',
      description: 'Chapter 3',
      type: 'GROUP',
      subject: 'Maths',
      tags: ['exam', 'exam'],
      maxParticipants: 5,
      scheduledAt: '2030-01-01T10:00:00+02:00',
      inviteUserIds: [bob.userId, ann.userId],
      settings: { theme: 'dark' },
    });
    expect(created).toMatchObject({ invitesSent: 1 });
    const { id } = created.session;
    expect(created.session).toMatchObject({
      title: 'Linear algebra',
      status: 'SCHEDULED',
      type: 'GROUP',
      tags: ['exam'],
      isPublic: false,
      maxParticipants: 5,
      participantCount: 1,
      createdBy: { id: ann.userId, name: 'Ann', avatarUrl: null, avatarColor: expect.stringMatching(/^#[0-9a-f]{6}$/) },
      scheduledAt: '2030-01-01T08:00:00.000Z',
      startedAt: null,
      durationMinutes: null,
      inviteLink: expect.stringMatching(new RegExp(`^http://localhost:\\d+/study-sessions/${id}\\?invite=[\\w-]{24}$`)),
    });

    // Bob, invited, sees the card before he joins, and the inside after.
    const card = (await as(bob)('GET', `${base}/${id}`)).session;
    expect(card).toMatchObject({ title: 'Linear algebra', participants: [], goals: [], settings: { theme: 'dark' } });
    expect(card).not.toHaveProperty('inviteLink');
    const joined = (await as(bob)('POST', `${base}/${id}/join`)).session;
    expect(joined).toMatchObject({ participantCount: 2, inviteLink: created.session.inviteLink });
    expect(joined.participants.map(({ name, role, status, presence }: Json) => [name, role, status, presence])).toEqual(
      [
        ['Ann', 'HOST', 'JOINED', 'OFFLINE'],
        ['Bob', 'PARTICIPANT', 'JOINED', 'OFFLINE'],
      ],
    );

    const started = (await as(ann)('POST', `${base}/${id}/start`)).session;
    expect(started).toMatchObject({ status: 'ACTIVE', startedAt: expect.any(String), endedAt: null });
    expect(await refusal(ann, 'POST', `${base}/${id}/start`)).toEqual([409, 'INVALID_STATE']);
    expect(await refusal(ann, 'POST', `${base}/${id}/cancel`)).toEqual([409, 'INVALID_STATE']);

    const { goal } = await as(bob)('POST', `${base}/${id}/goals`, { title: 'Read' });
    const { goal: other } = await as(ann)('POST', `${base}/${id}/goals`, { title: 'Write', description: 'well' });
    const ticked = await as(ann)('POST', `${base}/${id}/goals`, {
      goalId: goal.id,
      title: 'Read on',
      isCompleted: true,
    });
    expect(ticked.goal).toMatchObject({ title: 'Read on', isCompleted: true, completedBy: ann.userId });
    const again = await as(ann)('POST', `${base}/${id}/goals`, { goalId: goal.id, isCompleted: false });
    expect(again.goal).toMatchObject({ isCompleted: false, completedAt: null });
    await as(ann)('POST', `${base}/${id}/goals`, { goalId: goal.id, isCompleted: true });
    expect((await as(bob)('GET', `${base}/${id}/goals`)).goals.map(({ id }: Json) => id)).toEqual([goal.id, other.id]);
    expect(await refusal(ann, 'POST', `${base}/${id}/goals`, { goalId: randomUUID(), isCompleted: true })).toEqual([
      404,
      'NOT_FOUND',
    ]);

    const { message } = await as(bob)('POST', `${base}/${id}/messages`, { content: ' Hello ' });
    expect(message).toMatchObject({ authorId: bob.userId, authorName: 'Bob', content: 'Hello', type: 'TEXT' });

    const ended = (await as(ann)('POST', `${base}/${id}/end`)).session;
    expect(ended).toMatchObject({ status: 'COMPLETED', durationMinutes: 1, endedAt: expect.any(String) });
    expect(await refusal(bob, 'POST', `${base}/${id}/messages`, { content: 'late' })).toEqual([410, 'SESSION_ENDED']);
    expect(await refusal(eve, 'POST', `${base}/${id}/join`)).toEqual([404, 'NOT_FOUND']);

    const past = (await as(bob)('GET', `${base}/${id}`)).session;
    expect(past).toMatchObject({ status: 'COMPLETED', endedAt: ended.endedAt, participantCount: 2 });
    expect(past.goals).toHaveLength(2);
    expect((await as(bob)('GET', `${base}/${id}/messages`)).messages).toEqual([message]);
    const history = await as(bob)('GET', `${base}/history`);
    expect(history.sessions[0]).toMatchObject({
      id,
      analytics: {
        totalMessages: 1,
        totalParticipants: 2,
        goalsCompleted: 1,
        goalsTotal: 2,
        completedWorkPhases: 0,
        focusMs: 0,
        mine: { attendedMs: 0, focusMs: 0 },
      },
    });
    // What it came to is told with the session itself too, however many have ended since.
    expect(past.analytics).toEqual(history.sessions[0].analytics);
    expect(ids(await as(eve)('GET', `${base}/history`))).not.toContain(id);
    expect(await refusal(eve, 'GET', `${base}/${id}`)).toEqual([404, 'NOT_FOUND']);
  });

  test('a cancelled session is over, took no time, and is no part of the history', async () => {
    const { id } = await newSession(server.url, ann);
    const cancelled = (await as(ann)('POST', `${base}/${id}/cancel`)).session;
    expect(cancelled).toMatchObject({ status: 'CANCELLED', durationMinutes: null, endedAt: expect.any(String) });
    expect(ids(await as(ann)('GET', `${base}/list?status=CANCELLED`))).toContain(id);
    expect(ids(await as(ann)('GET', `${base}/history`))).not.toContain(id);
  });
});

describe('what is asked for', () => {
  test.each<[string, object, object]>([
    ['SOLO holds one', { type: 'SOLO', maxParticipants: 7 }, { maxParticipants: 1 }],
    ['ONE_ON_ONE holds two', { type: 'ONE_ON_ONE' }, { maxParticipants: 2 }],
    ['a group holds ten', {}, { maxParticipants: 10, type: 'GROUP', isPublic: false }],
  ])('%s', async (_, body, expected) => {
    const { session } = await as(ann)('POST', `${base}/create`, { title: 'T', ...body });
    expect(session).toMatchObject(expected);
  });

  test.each<[string, object, string]>([
    ['a group of one', { maxParticipants: 1 }, 'maxParticipants'],
    ['more than the server allows', { maxParticipants: 21 }, 'maxParticipants'],
    ['a tool twice', { settings: { enabledTools: ['CHAT', 'CHAT'] } }, 'settings.enabledTools'],
    ['an invitation of nobody', { inviteUserIds: ['00000000-0000-4000-8000-000000000000'] }, 'inviteUserIds.0'],
    ['no title', { title: ' ' }, 'title'],
    ['a long title', { title: 'x'.repeat(101) }, 'title'],
    ['a long description', { description: 'x'.repeat(501) }, 'description'],
    ['a time that is none', { scheduledAt: 'tomorrow' }, 'scheduledAt'],
  ])('%s is refused, and the path says which', async (_, body, path) => {
    const answer = await apiOf(server.url)<{ error: Json }>('POST', `${base}/create`, {
      token: ann.token,
      body: { title: 'T', ...body },
    });
    expect([answer.status, answer.body.error.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(answer.body.error.details.map((detail: Json) => detail.path)).toContain(path);
  });

  test.each<[string, string, unknown, string]>([
    ['a goal without a title', 'POST goals', {}, 'title'],
    ['an empty goal', 'POST goals', { title: '' }, 'title'],
    ['a goal whose id is none', 'POST goals', { goalId: 'x', title: 'T' }, 'goalId'],
    ['a change of a goal to nothing', 'POST goals', { goalId: randomUUID(), title: '' }, 'title'],
    ['a group of one', 'PATCH settings', { maxParticipants: 1 }, 'maxParticipants'],
    ['a body that is none', 'POST goals', null, ''],
  ])('%s is refused, and the path says which', async (_, call, body, path) => {
    const { id } = await newSession(server.url, ann);
    const [method, what] = call.split(' ') as [string, string];
    const answer = await apiOf(server.url)<{ error: Json }>(method, `${base}/${id}/${what}`, {
      token: ann.token,
      body,
    });
    expect([answer.status, answer.body.error.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(answer.body.error.details.map((detail: Json) => detail.path)).toEqual([path]);
    expect(answer.body.error.details[0].message).toEqual(expect.any(String));
  });

  test('what a goal cannot have is passed over, and null is no description', async () => {
    const { id } = await newSession(server.url, ann);
    const body = { title: 'Read', description: null, isCompleted: false, order: 1 };
    const { goal } = await as(ann)('POST', `${base}/${id}/goals`, body);
    expect(goal).toMatchObject({ title: 'Read', description: '', isCompleted: false });
  });

  test('with the link anybody sees the card and may join; with a wrong one nothing is there', async () => {
    const { id, invite } = await newSession(server.url, ann);
    expect(await refusal(eve, 'GET', `${base}/${id}`)).toEqual([404, 'NOT_FOUND']);
    expect(await refusal(eve, 'GET', `${base}/${id}?invite=wrong`)).toEqual([404, 'NOT_FOUND']);
    expect(await refusal(eve, 'POST', `${base}/${id}/join`, { invite: 'wrong' })).toEqual([404, 'NOT_FOUND']);
    const { session } = await as(eve)('GET', `${base}/${id}?invite=${invite}`);
    expect([session.id, session.participants, session.inviteLink]).toEqual([id, [], undefined]);
    expect((await as(eve)('POST', `${base}/${id}/join`, { invite })).session.participants).toHaveLength(2);
    const left = (await as(eve)('POST', `${base}/${id}/leave`)).session;
    expect([left.participantCount, left.participants]).toEqual([1, []]);
  });

  test('an id that is none, a path that is none, a body that is no JSON or too large', async () => {
    expect(await refusal(ann, 'GET', `${base}/nonsense`)).toEqual([404, 'NOT_FOUND']);
    expect(await refusal(ann, 'POST', `${base}/%00/join`)).toEqual([404, 'NOT_FOUND']);
    expect(await refusal(ann, 'GET', `${base}/${randomUUID()}/whiteboard`)).toEqual([404, 'NOT_FOUND']);
    expect(await refusal(ann, 'GET', '/api/nothing')).toEqual([404, 'NOT_FOUND']);
    const post = async (body: string) => {
      const headers = { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' };
      const response = await fetch(`${server.url}${base}/create`, { method: 'POST', headers, body });
      const answer: Json = await response.json();
      return [response.status, answer.error.code];
    };
    expect(await post('{"title":')).toEqual([400, 'VALIDATION_FAILED']);
    expect(await post(JSON.stringify({ title: 'x'.repeat(300_000) }))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  test('settings change for everybody, within what the type allows', async () => {
    const { id } = await newSession(server.url, ann);
    const body = { isPublic: true, maxParticipants: 3, layout: 'video-first' };
    const { session } = await as(ann)('PATCH', `${base}/${id}/settings`, body);
    expect(session).toMatchObject({ isPublic: true, maxParticipants: 3, settings: body });
    expect(await refusal(ann, 'PATCH', `${base}/${id}/settings`, { maxParticipants: 21 })).toEqual([
      400,
      'VALIDATION_FAILED',
    ]);
  });

  test('inviting counts those who are new; who is not there is named', async () => {
    const { id } = await newSession(server.url, ann);
    const userIds = [bob.userId, eve.userId, bob.userId, ann.userId];
    expect(await as(ann)('POST', `${base}/${id}/invite`, { userIds })).toMatchObject({ invitesSent: 2 });
    expect(await as(ann)('POST', `${base}/${id}/invite`, { userIds })).toMatchObject({ invitesSent: 0 });
    expect(await refusal(ann, 'POST', `${base}/${id}/invite`, { userIds: [randomUUID()] })).toEqual([
      400,
      'VALIDATION_FAILED',
    ]);
  });
});

describe('one’s own writes', () => {
  test('lists show what was acknowledged a moment before, and filter it', async () => {
    const carl = await newGuest(server.url, 'Carl');
    const { session } = await as(ann)('POST', `${base}/create`, {
      title: 'Übung 100% sure_ly',
      isPublic: true,
      subject: 'Physik',
      tags: ['Optik'],
      type: 'ONE_ON_ONE',
    });
    const browse = (query: string) => as(carl)('GET', `${base}/browse?${query}`).then(ids);
    const wanted = [
      'query=übung',
      'query=100%25',
      'query=sure_ly',
      'subject=physik',
      'tag=optik',
      'type=ONE_ON_ONE&status=',
    ];
    for (const query of wanted) expect([query, await browse(query)]).toEqual([query, [session.id]]);
    for (const query of ['query=1000', 'query=sureXly', 'tag=opti', 'type=SOLO', 'status=ACTIVE&query=übung']) {
      expect([query, await browse(query)]).toEqual([query, []]);
    }
    // Two are in: it is full, and no longer for browsing.
    await as(carl)('POST', `${base}/${session.id}/join`);
    expect(await browse('query=übung')).toEqual([]);
    expect(ids(await as(carl)('GET', `${base}/list`))).toEqual([session.id]);
    await as(carl)('POST', `${base}/${session.id}/leave`);
    expect(await browse('query=übung')).toEqual([session.id]);
    const page = await as(ann)('GET', `${base}/list?limit=1&offset=1000`);
    expect(page.sessions).toEqual([]);
    expect(page.total).toBeGreaterThan(1);
  });

  test('messages come newest first, in pages, with what was said just before', async () => {
    const { id } = await newSession(server.url, ann);
    const sent: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      sent.unshift((await as(ann)('POST', `${base}/${id}/messages`, { content: `message ${n}` })).message.id);
    }
    const page = async (query: string) => {
      const { messages, hasMore } = await as(ann)('GET', `${base}/${id}/messages?${query}`);
      return [messages.map((one: Json) => one.id), hasMore];
    };
    expect(await page('')).toEqual([sent, false]);
    expect(await page('limit=2')).toEqual([sent.slice(0, 2), true]);
    expect(await page(`limit=3&before=${sent[1]}`)).toEqual([sent.slice(2), false]);
    expect(await refusal(ann, 'GET', `${base}/${id}/messages?before=${randomUUID()}`)).toEqual([404, 'NOT_FOUND']);
  });

  test('a request sent again with its key has no second effect and gets the same answer', async () => {
    const { id } = await newSession(server.url, ann);
    const key = randomUUID();
    const first = await repeatable(server.url, ann, `${base}/${id}/messages`, { content: 'once' }, key);
    const second = await repeatable(server.url, ann, `${base}/${id}/messages`, { content: 'once' }, key);
    expect(first.body.message.id).toBe(key);
    expect(second).toEqual(first);
    expect((await as(ann)('GET', `${base}/${id}/messages`)).messages).toHaveLength(1);
    const started = randomUUID();
    for (const status of [200, 200]) {
      expect((await repeatable(server.url, ann, `${base}/${id}/start`, {}, started)).status).toBe(status);
    }
    expect((await repeatable(server.url, ann, `${base}/${id}/start`, {}, 'no uuid')).status).toBe(400);
  });
});

describe('who is connected', () => {
  test('sees what is done over REST, and is told what concerns them', async () => {
    const dora = await newGuest(server.url, 'Dora');
    const elsewhere = await connectPlain(server.url, dora);
    const told: Notification[] = [];
    elsewhere.socket.on('notification', (one: Notification) => told.push(one));
    const { id } = await newSession(server.url, ann, { title: 'Together', inviteUserIds: [dora.userId] });
    const inside = await connectPlain(server.url, ann, { sessionId: id });
    await as(ann)('POST', `${base}/${id}/start`);
    await as(ann)('POST', `${base}/${id}/messages`, { content: 'over REST' });
    const types = () => inside.commits.flatMap(({ events }) => events.map(({ type }) => type));
    await expect.poll(types).toEqual(expect.arrayContaining(['session.started', 'chat.sent']));
    await expect.poll(() => told.map(({ type }) => type)).toEqual(['SESSION_INVITE', 'SESSION_STARTED']);
    expect(told[0]).toMatchObject({ title: 'Together', actionUrl: `/study-sessions/${id}` });
    inside.close();
    elsewhere.close();
  });
});

test('who is in no session is told that there are other public ones now; who is in one sees it there', async () => {
  const host = await newGuest(server.url, 'Host');
  const { id } = await newSession(server.url, ann);
  const [lobby, inside] = [
    await connectPlain(server.url, await newGuest(server.url, 'Eve')),
    await connectPlain(server.url, ann, { sessionId: id }),
  ];
  const told = { lobby: [] as Notification['type'][], inside: [] as Notification['type'][] };
  lobby.socket.on('notification', ({ type }: Notification) => told.lobby.push(type));
  inside.socket.on('notification', ({ type }: Notification) => told.inside.push(type));
  const open = await newSession(server.url, host, { title: 'For everybody', isPublic: true });
  await expect.poll(() => told.lobby).toContain('PUBLIC_SESSIONS_CHANGED');
  expect(told.inside).not.toContain('PUBLIC_SESSIONS_CHANGED');

  // Out of the room, she looks at lists again.
  await inside.ask('room:leave', { sessionId: id });
  await as(host)('POST', `${base}/${open.id}/cancel`);
  await expect.poll(() => told.inside).toContain('PUBLIC_SESSIONS_CHANGED');
  lobby.close();
  inside.close();
});

test('a server without a language model offers no summary, and says why there is none', async () => {
  const { id } = await newSession(server.url, ann);
  const { session } = await as(ann)('POST', `${base}/${id}/end`);
  expect(session).not.toHaveProperty('canSummarise');
  const { status, body } = await apiOf(server.url)('POST', `${base}/${id}/ai-summary`, { token: ann.token });
  expect([status, body.error]).toEqual([
    503,
    { code: 'UNAVAILABLE', message: 'This server is set up without a language model' },
  ]);
});

test('ten sessions an hour may be created; a refused one does not count', async () => {
  const limited = await startCarrel();
  const guest = await newGuest(limited.url, 'Busy');
  const create = async (body: object) => {
    const answer = await apiOf(limited.url)('POST', `${base}/create`, { token: guest.token, body });
    return answer.status;
  };
  expect(await create({ title: 'T', maxParticipants: 1 })).toBe(400);
  for (let n = 0; n < 10; n += 1) expect(await create({ title: 'T' })).toBe(200);
  expect(await create({ title: 'T' })).toBe(429);
  await limited.close();
});
