import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { RunningServer } from '../../server/composition/server.ts';
import { startCarrel } from '../support/carrel.ts';
import { apiOf, newGuest, newSession } from '../support/plain-client.ts';
import { visit } from '../support/visitor.ts';

let server: RunningServer;
beforeAll(async () => (server = await startCarrel({ ALLOWED_ORIGINS: 'https://friend.example' })));
afterAll(() => server.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

/** The status with which the upgrade is answered; 101 if it succeeds. */
const upgrade = (origin?: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const url = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(url, origin === undefined ? {} : { origin });
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });

describe('a page from', () => {
  test.each([
    ['nowhere, as programs are', undefined, 'let in'],
    ['here', 'here', 'let in'],
    ['an allowed site', 'https://friend.example', 'let in'],
    ['a foreign site', 'https://evil.example', 'refused'],
    ['a site that looks allowed', 'https://friend.example.evil.example', 'refused'],
    ['a file or a sandbox', 'null', 'refused'],
    ['another port', 'http://127.0.0.1:1', 'refused'],
  ])('%s (%s) is %s, at the upgrade and at polling', async (_, from, outcome) => {
    const origin = from === 'here' ? server.url : from;
    const polled = await get('/socket.io/?EIO=4&transport=polling', origin === undefined ? {} : { origin });
    await polled.text();
    const statuses = [await upgrade(origin), polled.status];
    expect(statuses).toEqual(outcome === 'let in' ? [101, 200] : [400, 403]);
  });

  test('an allowed site may read what it polls, a foreign one may not', async () => {
    const header = async (origin: string) => {
      const polled = await get('/socket.io/?EIO=4&transport=polling', { origin });
      await polled.text();
      return polled.headers.get('access-control-allow-origin');
    };
    expect(await header('https://friend.example')).toBe('https://friend.example');
    expect(await header('https://evil.example')).not.toBe('https://evil.example');
    expect(await header('https://evil.example')).not.toBe('*');
  });
});

test('polling alone is enough', async () => {
  const guest = await newGuest(server.url, 'Ann');
  const visitor = await visit(server.url, guest, {}, { transports: ['polling'] });
  expect(await visitor.ask('clock:sync', {})).toMatchObject({ ok: true, serverAt: expect.any(Number) });
  visitor.close();
});

test('a connection is kept for longer than proxies keep theirs, so that none of their requests meets one that closes', async () => {
  const { headers } = await get('/healthz');
  expect(Number(/^timeout=(\d+)$/.exec(headers.get('keep-alive') ?? '')?.[1])).toBeGreaterThan(120);
});

test('null for what may be left out is as good as leaving it out, in the handshake and in joining', async () => {
  const [ann, bob] = [await newGuest(server.url, 'Ann'), await newGuest(server.url, 'Bob')];
  const session = await newSession(server.url, ann, { isPublic: true });
  const nothing = { invite: null, since: null } as object;
  const visitor = await visit(server.url, bob, { sessionId: session.id, ...nothing });
  expect(visitor.arrival?.name).toBe('room:joined');
  expect(await visitor.ask('room:join', { sessionId: session.id, ...nothing })).toMatchObject({ ok: true });
  expect(await visitor.ask('room:join', { sessionId: null })).toMatchObject({ error: { code: 'VALIDATION_FAILED' } });
  visitor.close();
  const join = `/api/study-sessions/${session.id}/join`;
  const joining = async (body: unknown) => (await apiOf(server.url)('POST', join, { token: bob.token, body })).status;
  expect([await joining({ invite: null }), await joining([null])]).toEqual([200, 400]);
});

describe('who looks after the server', () => {
  test('learns that it lives, that it can serve, and how it does', async () => {
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    const metrics = await get('/metrics');
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    const text = await metrics.text();
    for (const name of ['carrel_commands_total', 'carrel_ack_seconds', 'carrel_connections', 'carrel_rooms']) {
      expect(text).toContain(`# TYPE ${name} `);
    }
  });
});
