import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { startCarrel } from '../support/carrel.ts';
import { apiOf, newGuest, newSession } from '../support/plain-client.ts';
import { hasPostgres, startPostgres } from '../support/postgres.ts';
import { codeOf, visit } from '../support/visitor.ts';

test.skipIf(!hasPostgres)(
  'while the database is away the server says so, rooms go on, and afterwards each message is recorded once',
  { timeout: 60_000 },
  async () => {
    const postgres = await startPostgres();
    const server = await startCarrel({ DATABASE_URL: await postgres.createDatabase(), RATE_LIMITS: 'off' });
    const api = apiOf(server.url);
    const ready = async () => {
      const response = await fetch(`${server.url}/readyz`);
      return { status: response.status, body: (await response.json()) as object };
    };
    const ann = await newGuest(server.url, 'Ann');
    const session = await newSession(server.url, ann);
    const host = await visit(server.url, ann, { sessionId: session.id });
    expect(codeOf(await host.command('session:start'))).toBe('OK');
    const say = async (messages: number) => {
      const ids = Array.from({ length: messages }, () => randomUUID());
      for (const id of ids) expect(codeOf(await host.command('chat:send', { content: id }, id))).toBe('OK');
      return ids;
    };
    const first = await say(60);
    const messages = `/api/study-sessions/${session.id}/messages?limit=100`;
    const listed = () => api<{ messages: { id: string }[] }>('GET', messages, { token: ann.token });
    expect((await listed()).status).toBe(200);

    await postgres.stop();
    expect(await ready()).toMatchObject({
      status: 503,
      body: { error: { code: 'UNAVAILABLE', details: [{ path: 'database' }] } },
    });
    const second = await say(10);
    // What only the database knows fails alone: an old message holds up nobody who talks.
    const edit = host.command('chat:edit', { messageId: first[0], content: 'mended' });
    const third = await say(10);
    expect(codeOf(await edit)).toBe('UNAVAILABLE');
    expect((await listed()).status).toBe(503);

    await postgres.start();
    await expect.poll(ready, { timeout: 20_000 }).toMatchObject({ status: 200 });
    await expect.poll(async () => (await listed()).status, { timeout: 20_000 }).toBe(200);
    const recorded = (await listed()).body.messages.map(({ id }) => id).toReversed();
    expect(recorded).toEqual([...first, ...second, ...third]);

    host.close();
    await server.close();
    await postgres.close();
  },
);
