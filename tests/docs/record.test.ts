import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDatabase, type Database } from '../../server/adapters/prisma/open-database.ts';
import { startCarrel } from '../support/carrel.ts';
import { quiet } from '../support/database.ts';
import { call, gather, type Gathering, type Someone } from '../support/documents/people.ts';
import { saved, stock, synced } from '../support/documents/stock.ts';
import { connectPlain } from '../support/plain-client.ts';
import { startPostgres, type Postgres } from '../support/postgres.ts';
import { freshCommand } from '../support/study-group.ts';

let postgres: Postgres;
let server: Awaited<ReturnType<typeof startCarrel>>;
let database: Database;
beforeAll(async () => {
  postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase();
  server = await startCarrel({ DATABASE_URL: databaseUrl, RATE_LIMITS: 'off' });
  database = await openDatabase({ databaseUrl, dataDir: '', log: quiet });
});
afterAll(async () => {
  await database.close();
  await server.close();
  await postgres.close();
});

type Version = { id: string; cause: string; createdAt: string; editors: { userId: string; name: string }[] };
const until = <Answer>(look: () => Promise<Answer>) => vi.waitFor(look, { timeout: 10_000, interval: 50 });

/** Asks as somebody of a gathering; answers status and body. */
const asking =
  (gathering: Gathering) =>
  async <Body>(who: Someone, method: string, path: string, body?: object) =>
    call<Body>(server.url, method, gathering.path + path, { token: who.token, ...(body && { body }) });

/** Lets a phase of the timer come to its end. */
async function phase({ sessionId, host }: Gathering): Promise<void> {
  const guest = { token: host.token, userId: host.userId, name: host.name };
  const client = await connectPlain(server.url, guest, { sessionId });
  const say = (event: string, args: object = {}) =>
    client.ask(event, { sessionId, commandId: freshCommand(), ...args });
  await say('session:start');
  await say('timer:configure', { config: { mode: 'COUNTDOWN', workMs: 1_000 } });
  await say('timer:start');
  await until(async () => {
    expect(client.commits.flatMap(({ events }) => events.map(({ type }) => type))).toContain('timer.phaseCompleted');
  });
  client.close();
}

const square = { id: 'square', type: 'rectangle', x: 0, y: 0, width: 10, height: 10 };
const words = { id: 'words', type: 'text', x: 5, y: 5, width: 50, height: 20, text: '<script>alert(1)</script>' };

test('going back adds a state and destroys none, for hosts and for who worked on it; any version is exported', async () => {
  const gathering = await gather(server.url);
  const { host } = gathering;
  const [author, other] = [await gathering.join(), await gathering.join()];
  const ask = asking(gathering);
  await ask(author, 'PATCH', '/notes', { content: '# First' });
  await ask(author, 'PATCH', '/whiteboard', { elements: [square] });
  await phase(gathering);
  const versions = async (kind = 'notes') =>
    (await ask<{ versions: Version[] }>(other, 'GET', `/${kind}/versions`)).body.versions;
  const [first] = await until(async () => {
    const list = await versions();
    expect([...list, ...(await versions('whiteboard'))]).toHaveLength(2);
    return list;
  });
  expect(first).toMatchObject({ cause: 'phase', editors: [{ userId: author.userId, name: author.name }] });
  expect(Math.abs(Date.parse(first!.createdAt) - Date.now())).toBeLessThan(30_000);

  await ask(other, 'PATCH', '/notes', { content: '# Second' });
  const back = `/notes/versions/${first!.id}`;
  expect((await ask(other, 'GET', back)).body, 'a preview changes nothing').toMatchObject({ content: '# First' });
  expect((await ask(other, 'GET', '/notes')).body).toMatchObject({ content: '# Second' });
  expect((await ask(other, 'POST', `${back}/restore`, {})).status, 'not who had no part in it').toBe(403);
  for (const who of [author, host]) {
    expect((await ask(who, 'POST', `${back}/restore`, {})).body).toMatchObject({ content: '# First' });
    expect((await ask(other, 'GET', '/notes')).body).toMatchObject({ content: '# First' });
  }
  const all = await versions();
  expect(all.map(({ cause }) => cause)).toEqual(expect.arrayContaining(['phase', 'edit', 'restore']));
  const contents = await Promise.all(
    all.map(async ({ id }) => (await ask<{ content: string }>(other, 'GET', `/notes/versions/${id}`)).body.content),
  );
  expect(new Set(contents), 'what was there before is there still').toEqual(new Set(['# First', '# Second']));

  const second = all[contents.indexOf('# Second')]!;
  const exported = async (path: string) => (await ask<{ content: string }>(other, 'GET', path)).body.content;
  expect(await exported(`/notes/export/markdown?version=${second.id}`)).toBe('# Second');
  expect(await exported(`/notes/export/html?version=${second.id}`)).toContain('<h1>Second</h1>');
  expect(await exported('/notes/export/markdown')).toBe('# First');
  const [board] = await versions('whiteboard');
  await ask(author, 'PATCH', '/whiteboard', { elements: [] });
  const drawing = JSON.parse(await exported(`/whiteboard/export/excalidraw?version=${board!.id}`)) as object;
  expect(drawing).toMatchObject({ type: 'excalidraw', elements: [{ id: 'square' }] });
  expect(await exported(`/whiteboard/export/svg?version=${board!.id}`)).toContain('<rect');
  expect((await ask(other, 'GET', `/notes/versions/${freshCommand()}`)).status).toBe(404);
});

test('a session that ends leaves its notes, its board with a picture, and what everybody did', async () => {
  const gathering = await gather(server.url);
  const { sessionId, host } = gathering;
  const bob = await gathering.join();
  const ask = asking(gathering);
  await ask(host, 'PATCH', '/notes', { content: '# Kept\n\nBy the host' });
  await ask(bob, 'PATCH', '/whiteboard', { elements: [square, words] });
  // In one go, whatever it consists of.
  const typist = stock(server.url, sessionId, 'notes', bob.token);
  await synced(typist);
  for (const letter of 'a hundred letters') typist.doc.getText('scratch').insert(0, letter);
  await saved(typist);
  for (const turn of ['start', 'end']) await ask(host, 'POST', `/${turn}`, {});

  const { prisma } = database;
  const row = { where: { sessionId } };
  const analytics = await until(async () => {
    const found = await prisma.sessionAnalytics.findUniqueOrThrow(row);
    expect(found.totalParticipants).toBe(2);
    expect(found.whiteboardActions).toBe(1);
    return found;
  });
  const note = await prisma.sessionNote.findUniqueOrThrow(row);
  expect(note.content).toBe('# Kept\n\nBy the host');
  expect(JSON.parse(note.document)).toMatchObject({
    type: 'doc',
    content: [{ type: 'heading' }, { type: 'paragraph' }],
  });
  const board = await prisma.sessionWhiteboard.findUniqueOrThrow(row);
  expect(JSON.parse(board.elements)).toMatchObject([{ id: 'square' }, { id: 'words' }]);
  expect(board.image).toMatch(/^<svg .*<rect .*&lt;script&gt;.*<\/svg>$/s);
  expect(board.image).not.toContain('<script>');
  const edits = await prisma.documentEdits.findMany({ ...row, orderBy: [{ kind: 'asc' }, { edits: 'asc' }] });
  expect(new Set(edits.map(({ kind, userId, edits: count }) => `${kind} ${userId} ${count}`))).toEqual(
    new Set([`NOTES ${host.userId} 1`, `NOTES ${bob.userId} 1`, `WHITEBOARD ${bob.userId} 1`]),
  );
  expect(analytics.notesEdits).toBe(2);
  const { body } = await ask<{ versions: Version[] }>(host, 'GET', '/notes/versions');
  expect(body.versions[0]).toMatchObject({ cause: 'end' });
  typist.close();
});
