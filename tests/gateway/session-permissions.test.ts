import { afterAll, beforeAll, expect, test } from 'vitest';
import type { sessionOperations } from '../../server/gateway/rest/session-operations.ts';
import { startCarrel } from '../support/carrel.ts';
import { apiOf } from '../support/plain-client.ts';
import { newGroup, newGroupSession, standings, type Standing, type StudyGroup } from '../support/study-group.ts';

let server: Awaited<ReturnType<typeof startCarrel>>;
let group: StudyGroup;
beforeAll(async () => {
  server = await startCarrel({ RATE_LIMITS: 'off' });
  group = await newGroup(server.url);
});
afterAll(() => server.close());

type Name = keyof (typeof sessionOperations)['operations'];
type Verdict = 'OK' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND';

const ok = 'OK';
const no = 'FORBIDDEN';
const hidden = 'NOT_FOUND';
/** In the order of `standings`; the first is always UNAUTHENTICATED. */
const row = (...[outsider, invited, member, coHost, host, removed]: Verdict[]) => ({
  outsider,
  invited,
  member,
  coHost,
  host,
  removed,
});
const everybody = row(ok, ok, ok, ok, ok, ok);
const members = row(hidden, no, ok, ok, ok, no);
const hosts = row(hidden, no, no, ok, ok, no);
const hostOnly = row(hidden, no, no, no, ok, no);

/** Who may do what in a private session. A new operation fails to compile until it is here. */
const table: Record<Name, { call: readonly [method: string, path: string, body?: object]; who: typeof everybody }> = {
  createSession: { call: ['POST', '/create', { title: 'New' }], who: everybody },
  listSessions: { call: ['GET', '/list'], who: everybody },
  browseSessions: { call: ['GET', '/browse'], who: everybody },
  sessionHistory: { call: ['GET', '/history'], who: everybody },
  readSession: { call: ['GET', '/:id'], who: row(hidden, ok, ok, ok, ok, no) },
  joinSession: { call: ['POST', '/:id/join'], who: row(hidden, ok, ok, ok, ok, no) },
  leaveSession: { call: ['POST', '/:id/leave'], who: members },
  startSession: { call: ['POST', '/:id/start'], who: hosts },
  endSession: { call: ['POST', '/:id/end'], who: hostOnly },
  cancelSession: { call: ['POST', '/:id/cancel'], who: hostOnly },
  updateSettings: { call: ['PATCH', '/:id/settings', { theme: 'dark' }], who: hosts },
  inviteToSession: { call: ['POST', '/:id/invite', { userIds: ['the outsider'] }], who: hosts },
  listGoals: { call: ['GET', '/:id/goals'], who: members },
  putGoal: { call: ['POST', '/:id/goals', { title: 'Read' }], who: members },
  listMessages: { call: ['GET', '/:id/messages'], who: members },
  sendMessage: { call: ['POST', '/:id/messages', { content: 'Hello' }], who: members },
};

async function verdict(name: Name, who: Standing, sessionId: string): Promise<string> {
  const [method, path, body] = table[name].call;
  const given = name === 'inviteToSession' ? { userIds: [group.outsider.userId] } : body;
  const url = `/api/study-sessions${path.replace(':id', sessionId)}`;
  const { status, body: answer } = await apiOf(server.url)(method, url, {
    ...(given && { body: given }),
    ...(who !== 'nobody' && { token: group[who].token }),
  });
  expect(status === 200).toBe(answer.success);
  return answer.success ? 'OK' : (answer.error?.code ?? '');
}

const names = Object.keys(table) as Name[];
/** After these a session is not what it was, and somebody else needs another. */
const turns = new Set<Name>(['joinSession', 'leaveSession', 'startSession', 'endSession', 'cancelSession']);

test.each(names)('%s of a private session', async (name) => {
  let session: { id: string } | null = null;
  const verdicts: Partial<Record<Standing, string>> = {};
  for (const who of standings) {
    session ??= await newGroupSession(server.url, group);
    verdicts[who] = await verdict(name, who, session.id);
    if (verdicts[who] === ok && turns.has(name)) session = null;
  }
  expect(verdicts).toEqual({ nobody: 'UNAUTHENTICATED', ...table[name].who });
});

test('an outsider may see a public session and join it; for all else they are told to join', async () => {
  const session = await newGroupSession(server.url, group, { isPublic: true });
  for (const name of names.filter((name) => name !== 'joinSession')) {
    const open = table[name].who.outsider === ok || name === 'readSession';
    expect([name, await verdict(name, 'outsider', session.id)]).toEqual([name, open ? ok : no]);
  }
  expect(await verdict('joinSession', 'outsider', session.id)).toBe(ok);
});
