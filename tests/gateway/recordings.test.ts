import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../server/adapters/prisma/open-database.ts';
import { createRecordingTakes } from '../../server/adapters/prisma/recording-takes.ts';
import type { recordingOperations } from '../../server/gateway/rest/recording-operations.ts';
import type { RecordingId, SessionId } from '../../server/protocol/ids.ts';
import { asking, repeatable, type Json } from '../support/answers.ts';
import { startCarrel } from '../support/carrel.ts';
import { quiet } from '../support/database.ts';
import { apiOf, connectPlain } from '../support/plain-client.ts';
import { startPostgres } from '../support/postgres.ts';
import {
  freshCommand,
  newGroup,
  newGroupSession,
  standings,
  type Standing,
  type StudyGroup,
} from '../support/study-group.ts';

let folder: string;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let database: Database;
let server: Awaited<ReturnType<typeof startCarrel>>;
let group: StudyGroup;
beforeAll(async () => {
  // Also where a folder above has a dot.
  folder = join(await mkdtemp(join(tmpdir(), 'carrel-recordings-')), '.kept');
  postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase();
  server = await startCarrel({ DATABASE_URL: databaseUrl, RATE_LIMITS: 'off', RECORDINGS_DIR: folder });
  database = await openDatabase({ databaseUrl, dataDir: tmpdir(), log: quiet });
  group = await newGroup(server.url);
});
afterAll(async () => {
  await database.close();
  await server.close();
  await postgres.close();
  await rm(folder, { recursive: true });
});

const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 251));

/** A recording of this session as the recorder leaves it. */
async function recorded(sessionId: string, film = true, of: string = randomUUID(), ago = 0): Promise<string> {
  const takes = createRecordingTakes(database.prisma);
  const takeId = randomUUID();
  const take = { takeId, sessionId: sessionId as SessionId, recordingId: of as RecordingId };
  await takes.open({ ...take, node: 'n1', startedAt: Date.now() - ago });
  if (!film) return takeId;
  const fileName = `${takeId}.webm`;
  await mkdir(join(folder, 'films'), { recursive: true });
  await writeFile(join(folder, 'films', fileName), bytes);
  const made = { fileName, fileSize: bytes.length, durationMs: 4_000, type: 'VIDEO', interrupted: false } as const;
  await takes.ready(takeId, 'n1', made);
  return takeId;
}

const started = async () => {
  const session = await newGroupSession(server.url, group);
  await asking(server.url, group.host)('POST', `/api/study-sessions/${session.id}/start`);
  return session;
};

type Name = Exclude<keyof (typeof recordingOperations)['operations'], 'readFilm'>;
const strangers = { nobody: 'UNAUTHENTICATED', outsider: 'NOT_FOUND', invited: 'FORBIDDEN', removed: 'FORBIDDEN' };
const hosts = { ...strangers, member: 'FORBIDDEN', coHost: 'OK', host: 'OK' };
/** A new operation fails to compile until it is here. */
const table: Record<Name, { call: readonly [method: string, path: string, body?: object]; who: object }> = {
  turnRecording: { call: ['POST', '/recording', {}], who: hosts },
  listRecordings: { call: ['GET', '/recordings'], who: { ...hosts, member: 'OK' } },
  deleteRecording: { call: ['DELETE', '/recordings/:id'], who: hosts },
};

test.each(Object.keys(table) as Name[])('%s of a private session is for whom the table says', async (name) => {
  const { id: sessionId } = await started();
  const verdict = async (who: Standing) => {
    const [method, path, body] = table[name].call;
    const id = await recorded(sessionId);
    const answer = await apiOf(server.url)(method, `/api/study-sessions/${sessionId}${path.replace(':id', id)}`, {
      ...(body && { body }),
      ...(who !== 'nobody' && { token: group[who].token }),
    });
    return answer.body.success ? 'OK' : answer.body.error?.code;
  };
  const verdicts: Record<string, unknown> = {};
  for (const who of standings) verdicts[who] = await verdict(who);
  expect(verdicts).toEqual(table[name].who);
});

test('a host starts and stops it over REST, and everybody connected is asked', async () => {
  const { id: sessionId, invite } = await started();
  const member = await connectPlain(server.url, group.member, { sessionId, invite });
  const path = `/api/study-sessions/${sessionId}/recording`;
  const as = asking(server.url, group.host);
  const key = freshCommand();
  const first = await repeatable(server.url, group.host, path, {}, key);
  const { recording } = first.body;
  expect(recording).toMatchObject({ recordingId: key, consents: { [group.host.userId]: true }, startedAt: null });
  // Lost on the way, and sent again: it does not stop what it has started.
  expect((await repeatable(server.url, group.host, path, {}, key)).body.recording).toEqual(recording);
  await expect
    .poll(() => member.commits.flatMap(({ events }) => events.map(({ type }) => type)))
    .toContain('recording.asked');
  const answer = { sessionId, commandId: freshCommand(), recordingId: key, agreed: true };
  expect(await member.ask('recording:answer', answer)).toMatchObject({ ok: true });
  expect((await apiOf(server.url)('POST', path, { token: group.host.token, body: { action: 'start' } })).status).toBe(
    409,
  );
  expect(await as('POST', path, {})).toEqual({ success: true, recording: null });
  member.close();
});

test('a film is opened by its address alone, whole or in ranges, and by no other', async () => {
  const { id: sessionId } = await started();
  const id = await recorded(sessionId);
  const waiting = await recorded(sessionId, false);
  const { recordings } = await asking(server.url, group.member)('GET', `/api/study-sessions/${sessionId}/recordings`);
  expect(recordings).toMatchObject([
    { id, status: 'READY', type: 'VIDEO', fileSize: 1_000, durationMs: 4_000, interrupted: false },
    // The room records nothing: its node is gone, and another makes the film.
    { id: waiting, status: 'PROCESSING', url: null, urlExpiresAt: null },
  ]);
  const { url } = (recordings as Json[])[0];
  const whole = await fetch(server.url + url);
  expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'video/webm']);
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
  const part = await fetch(server.url + url, { headers: { range: 'bytes=100-199' } });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 100-199/1000']);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(100, 200));
  const beyond = await fetch(server.url + url, { headers: { range: 'bytes=5000-' } });
  expect([beyond.status, beyond.headers.get('content-disposition')]).toEqual([416, null]);
  const download = await fetch(`${server.url}${url}&download=1`, { method: 'HEAD' });
  expect(download.headers.get('content-disposition')).toMatch(/^attachment; filename="recording-.*-1\.webm"$/);

  const other = await recorded(sessionId);
  expect((await fetch(server.url + url.replace(id, other))).status).toBe(403);
  expect((await fetch(server.url + url.replace(/pass=.*/, `pass=${group.host.token}`))).status).toBe(403);
  expect((await fetch(server.url + url.replace(/\?pass=.*/, ''))).status).toBe(400);
  await rm(join(folder, 'films', `${id}.webm`));
  expect((await fetch(server.url + url)).status).toBe(503);
});

test('what was deleted is gone with its file, and what is being recorded is stopped first', async () => {
  const { id: sessionId } = await started();
  const base = `/api/study-sessions/${sessionId}`;
  const { recording } = await asking(server.url, group.host)('POST', `${base}/recording`, {});
  const id = await recorded(sessionId);
  // The node died that wrote this part, and took the files along; another goes on.
  const lost = await recorded(sessionId, false, recording.recordingId);
  const running = await recorded(sessionId, false, recording.recordingId);
  const { recordings } = await asking(server.url, group.host)('GET', `${base}/recordings`);
  expect((recordings as Json[]).map((one) => [one.id, one.status])).toEqual([
    [id, 'READY'],
    [lost, 'PROCESSING'],
    [running, 'RECORDING'],
  ]);
  const remove = (row: string) => apiOf(server.url)('DELETE', `${base}/recordings/${row}`, { token: group.host.token });
  expect((await remove(running)).status).toBe(409);
  expect((await remove(lost)).status).toBe(200);
  expect((await remove(id)).status).toBe(200);
  expect((await remove(id)).status).toBe(404);
  expect((await remove('../../etc')).status).toBe(404);
  expect((await fetch(server.url + (recordings as Json[])[0].url)).status).toBe(404);
});

test('a part that nothing is heard of is not being recorded, whether or not another follows', async () => {
  const { id: sessionId } = await started();
  const base = `/api/study-sessions/${sessionId}`;
  const { recording } = await asking(server.url, group.host)('POST', `${base}/recording`, {});
  const takeId = await recorded(sessionId, false, recording.recordingId, 30_000);
  const status = async () => {
    const { recordings } = await asking(server.url, group.member)('GET', `${base}/recordings`);
    return (recordings as Json[]).map((one) => one.status);
  };
  expect(await status()).toEqual(['PROCESSING']);
  // It was only late.
  await createRecordingTakes(database.prisma).beat([takeId], 'n1', Date.now());
  expect(await status()).toEqual(['RECORDING']);
});

test('after the session those who took part see what was recorded, and its creator deletes it', async () => {
  const { id: sessionId } = await started();
  const id = await recorded(sessionId);
  const base = `/api/study-sessions/${sessionId}`;
  await asking(server.url, group.host)('POST', `${base}/end`);
  const { recordings } = await asking(server.url, group.member)('GET', `${base}/recordings`);
  expect(recordings).toMatchObject([{ id, status: 'READY' }]);
  const remove = (token: string) => apiOf(server.url)('DELETE', `${base}/recordings/${id}`, { token });
  expect((await remove(group.member.token)).status).toBe(403);
  expect((await remove(group.host.token)).status).toBe(200);
});
