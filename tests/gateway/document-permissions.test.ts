import type { mediaOperations } from '../../server/gateway/rest/media-operations.ts';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { documentOperations } from '../../server/gateway/rest/document-operations.ts';
import type { fileOperations } from '../../server/gateway/rest/file-operations.ts';
import { startCarrel } from '../support/carrel.ts';
import { png } from '../support/documents/pictures.ts';
import { apiOf, connectPlain, type NewSession } from '../support/plain-client.ts';
import {
  freshCommand,
  newGroup,
  newGroupSession,
  standings,
  type Standing,
  type StudyGroup,
} from '../support/study-group.ts';

let server: Awaited<ReturnType<typeof startCarrel>>;
let group: StudyGroup;
let session: NewSession;
const given = { notesVersion: '', boardVersion: '', file: '' };

/** A private session whose notes and board a member has worked on, with a version of each. */
beforeAll(async () => {
  server = await startCarrel({ RATE_LIMITS: 'off' });
  group = await newGroup(server.url);
  session = await newGroupSession(server.url, group);
  const { token } = group.member;
  const path = `/api/study-sessions/${session.id}`;
  const call = apiOf(server.url);
  await call('PATCH', `${path}/notes`, { token, body: { content: 'Words' } });
  await call('PATCH', `${path}/whiteboard`, { token, body: { elements: [{ id: 'one', type: 'rectangle' }] } });
  const host = await connectPlain(server.url, group.host, { sessionId: session.id });
  const say = (event: string, args: object = {}) =>
    host.ask(event, { sessionId: session.id, commandId: freshCommand(), ...args });
  await say('session:start');
  await say('timer:configure', { config: { mode: 'COUNTDOWN', workMs: 1_000 } });
  await say('timer:start');
  const firstOf = async (kind: string) => {
    const { body } = await call<{ versions: { id: string }[] }>('GET', `${path}/${kind}/versions`, { token });
    return body.versions[0]!.id;
  };
  // A phase that ends keeps a version of each.
  given.notesVersion = await vi.waitFor(() => firstOf('notes'), { timeout: 10_000, interval: 50 });
  given.boardVersion = await vi.waitFor(() => firstOf('whiteboard'), { timeout: 10_000, interval: 50 });
  host.close();
  const uploaded = await fetch(`${server.url}${path}/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'image/png' },
    body: png(),
  });
  given.file = ((await uploaded.json()) as { file: { id: string } }).file.id;
});
afterAll(() => server.close());

type Name =
  | keyof (typeof documentOperations)['operations']
  | keyof (typeof fileOperations)['operations']
  | keyof (typeof mediaOperations)['operations'];
const members = { outsider: 'NOT_FOUND', invited: 'FORBIDDEN', removed: 'FORBIDDEN' };
const ok = { member: 'OK', coHost: 'OK', host: 'OK' };
const board = { elements: [{ id: 'two', type: 'ellipse' }] };

/** All of it is for members. A new operation fails to compile until it is here. */
const table: Record<Name, readonly [method: string, path: string | (() => string), body?: object | Uint8Array]> = {
  documentTicket: ['GET', '/document-ticket'],
  readNotes: ['GET', '/notes'],
  replaceNotes: ['PATCH', '/notes', { content: 'Other words' }],
  importMarkdown: ['POST', '/notes/import', { content: '- more' }],
  readWhiteboard: ['GET', '/whiteboard'],
  replaceWhiteboard: ['PATCH', '/whiteboard', board],
  notesVersions: ['GET', '/notes/versions'],
  whiteboardVersions: ['GET', '/whiteboard/versions'],
  readNotesVersion: ['GET', () => `/notes/versions/${given.notesVersion}`],
  readWhiteboardVersion: ['GET', () => `/whiteboard/versions/${given.boardVersion}`],
  restoreNotes: ['POST', () => `/notes/versions/${given.notesVersion}/restore`, {}],
  restoreWhiteboard: ['POST', () => `/whiteboard/versions/${given.boardVersion}/restore`, {}],
  exportMarkdown: ['GET', '/notes/export/markdown'],
  exportHtml: ['GET', '/notes/export/html'],
  exportExcalidraw: ['GET', '/whiteboard/export/excalidraw'],
  exportSvg: ['GET', '/whiteboard/export/svg'],
  addFile: ['POST', '/files', png(2)],
  mediaToken: ['GET', '/media-token'],
  readFile: ['GET', () => `/files/${given.file}`],
};

async function verdict(name: Name, who: Standing): Promise<string> {
  const [method, rest, body] = table[name];
  const path = typeof rest === 'string' ? rest : rest();
  const isFile = body instanceof Uint8Array;
  const response = await fetch(`${server.url}/api/study-sessions/${session.id}${path}`, {
    method,
    headers: {
      'content-type': isFile ? 'image/png' : 'application/json',
      ...(who !== 'nobody' && { authorization: `Bearer ${group[who].token}` }),
    },
    ...(body && { body: isFile ? Buffer.from(body) : JSON.stringify(body) }),
  });
  if (response.ok) return 'OK';
  return ((await response.json()) as { error: { code: string } }).error.code;
}

test.each(Object.keys(table) as Name[])('%s of a private session is for its members', async (name) => {
  const verdicts = await Promise.all(standings.map(async (who) => [who, await verdict(name, who)]));
  expect(Object.fromEntries(verdicts)).toEqual({ nobody: 'UNAUTHENTICATED', ...members, ...ok });
});

test.each(['notes', 'whiteboard'])('the connection to the %s is for members', async (kind) => {
  const base = `${server.url.replace('http', 'ws')}/yjs/${session.id}/${kind}`;
  /** The code it is closed with; or OK, if the server begins to sync. */
  const tried = async (who: Standing): Promise<number | 'OK'> => {
    const token = who === 'nobody' ? '' : `?token=${group[who].token}`;
    const socket = new WebSocket(base + token);
    const opened = once(socket, 'message').then(() => 'OK' as const);
    const closed = once(socket, 'close').then(([code]) => code as number);
    const got = await Promise.race([opened, closed]);
    socket.close();
    return got;
  };
  const verdicts = await Promise.all(standings.map(async (who) => [who, await tried(who)]));
  expect(Object.fromEntries(verdicts)).toEqual({
    nobody: 4401,
    outsider: 4404,
    invited: 4403,
    member: 'OK',
    coHost: 'OK',
    host: 'OK',
    removed: 4410,
  });
});
