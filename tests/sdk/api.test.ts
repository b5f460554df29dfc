import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { browserTokens, createClient, memoryTokens } from '../../client/sdk/index.ts';
import { ada, bob, createFakeServer, sessionId } from './support/fake-server.ts';
import { fakeDevice, kindOf, pass, setUp, useVirtualTime } from './support/bench.ts';
import { tokenFor } from './support/tokens.ts';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}
type Answer = { status?: number; headers?: Record<string, string>; body: object };

/** A fetch that answers by `answer`, and remembers what it was asked. */
function fakeFetch(answer: (asked: Asked) => Answer | Promise<Answer>) {
  const asked: Asked[] = [];
  const fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined;
    const one = {
      method: init.method ?? 'GET',
      path: url.pathname + url.search,
      headers: new Headers(init.headers),
      body,
    };
    asked.push(one);
    const { status = 200, headers = {}, body: json } = await answer(one);
    return Response.json(json, { status, headers });
  };
  return { fetch, asked };
}
const refusal = (code: string, extra: object = {}) => ({ success: false, error: { code, message: code, ...extra } });
const far = () => Date.now() + 900_000;

function client(answer: Parameters<typeof fakeFetch>[0], { refreshToken }: { refreshToken?: string } = {}) {
  const { fetch, asked } = fakeFetch(answer);
  const url = 'http://carrel.test';
  const tokens = memoryTokens({ url, fetch, ...(refreshToken ? { refreshToken } : {}) });
  const made = createClient({ url, fetch, tokens, surroundings: fakeDevice().surroundings });
  return { client: made, asked, tokens };
}

describe('REST', () => {
  test('what signing in gives is kept and shown from then on', async () => {
    const token = tokenFor(ada, far());
    const { client: carrel, asked } = client(({ path }) =>
      path.endsWith('/guest')
        ? { body: { success: true, token, refreshToken: 'r1', user: { id: ada.userId } } }
        : { body: { success: true, sessions: [], total: 0 } },
    );
    expect(await carrel.api.auth.guest({ name: 'Ada' })).toMatchObject({ ok: true, value: { token } });
    expect(await carrel.api.sessions.list({ status: 'ACTIVE', query: '', limit: 5 })).toEqual({
      ok: true,
      value: { sessions: [], total: 0 },
    });
    expect(asked[1]?.path).toBe('/api/study-sessions/list?status=ACTIVE&limit=5');
    expect(asked[1]?.headers.get('Authorization')).toBe(`Bearer ${token}`);
  });

  test('a summary, which a model takes its time for, is waited for longer than anything else', async () => {
    const token = tokenFor(ada, far());
    const { client: carrel, asked } = client(() => ({ body: { success: true, token, session: {} } }));
    await carrel.api.auth.guest({ name: 'Ada' });
    const timeouts = vi.spyOn(AbortSignal, 'timeout');
    onTestFinished(() => timeouts.mockRestore());
    await carrel.api.sessions.summarise(sessionId);
    await carrel.api.sessions.get(sessionId);
    expect(asked.slice(-2).map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST /api/study-sessions/${sessionId}/ai-summary`,
      `GET /api/study-sessions/${sessionId}`,
    ]);
    expect(timeouts.mock.calls).toEqual([[75_000], [20_000]]);
  });

  test('refusals are values, with when to come back', async () => {
    const { client: carrel } = client(
      ({ path }) =>
        path.endsWith('/refresh')
          ? { body: { success: true, token: tokenFor(ada, far()), refreshToken: 'r2' } }
          : { status: 429, headers: { 'Retry-After': '7' }, body: refusal('RATE_LIMITED') },
      { refreshToken: 'r1' },
    );
    expect(await carrel.api.sessions.create({ title: 'Reading' })).toEqual({
      ok: false,
      refusal: { code: 'RATE_LIMITED', message: 'RATE_LIMITED', retryAfterMs: 7_000 },
    });
  });

  test('an expired token is refreshed once for all who wait, and the calls are made again', async () => {
    const fresh = tokenFor(ada, far());
    const {
      client: carrel,
      asked,
      tokens,
    } = client(({ path, headers }) => {
      if (path.endsWith('/refresh')) return { body: { success: true, token: fresh, refreshToken: 'r2' } };
      const good = headers.get('Authorization') === `Bearer ${fresh}`;
      return good ? { body: { success: true, user: {} } } : { status: 401, body: refusal('UNAUTHENTICATED') };
    });
    tokens.accept({ token: tokenFor(ada, 0), refreshToken: 'r1' });
    const answers = await Promise.all([carrel.api.me.get(), carrel.api.me.get(), carrel.api.me.get()]);
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(asked.filter(({ path }) => path.endsWith('/refresh')).map(({ body }) => body)).toEqual([
      { refreshToken: 'r1', attempt: expect.any(String) },
    ]);
  });

  test('a refresh whose answer was lost is sent again as the same attempt, the next token is another', async () => {
    let lost = true;
    const { asked, tokens } = client(({ path }) => {
      if (path.endsWith('/refresh') && lost) throw new TypeError('fetch failed');
      return { body: { success: true, token: tokenFor(ada, far()), refreshToken: 'r2' } };
    });
    tokens.accept({ token: tokenFor(ada, 0), refreshToken: 'r1' });
    await tokens.refresh();
    lost = false;
    await tokens.refresh();
    await tokens.refresh();
    const [first, again, next] = asked.map(({ body }) => body as { refreshToken: string; attempt: string });
    expect(again).toEqual(first);
    expect(next!.refreshToken).toBe('r2');
    expect(next!.attempt).not.toBe(first!.attempt);
  });

  test('a refresh that is turned down signs out; one that fails does not', async () => {
    let up = false;
    const { client: carrel, tokens } = client(() => {
      if (!up) throw new TypeError('fetch failed');
      return { status: 401, body: refusal('UNAUTHENTICATED') };
    });
    tokens.accept({ token: tokenFor(ada, far()), refreshToken: 'r1' });
    expect(await carrel.api.me.get()).toMatchObject({ refusal: { code: 'UNAVAILABLE' } });
    expect(await tokens.refresh()).toEqual({ kind: 'unreachable' });
    expect(tokens.proof()).toEqual({ refreshToken: 'r1', attempt: expect.any(String) });
    up = true;
    expect(await carrel.api.me.get()).toMatchObject({ refusal: { code: 'UNAUTHENTICATED' } });
    expect(tokens.proof()).toEqual({});
  });

  test('signed in by nothing: refused without asking', async () => {
    const { client: carrel, asked } = client(() => ({ body: {} }));
    expect(await carrel.api.me.get()).toMatchObject({ refusal: { code: 'UNAUTHENTICATED' } });
    expect(asked).toEqual([]);
  });

  test('a browser keeps its refresh token in a cookie and says that it is one', async () => {
    const { fetch, asked } = fakeFetch(() => ({ body: { success: true, token: tokenFor(ada, far()) } }));
    const tokens = browserTokens({ url: 'http://carrel.test', fetch });
    const carrel = createClient({ url: 'http://carrel.test', fetch, tokens });
    await carrel.api.auth.guest({ name: 'Ada' });
    expect(await tokens.refresh()).toMatchObject({ kind: 'token' });
    expect(asked.map(({ headers }) => headers.get('X-Carrel-Client'))).toEqual(['web', 'web']);
    expect(asked[1]?.body).toEqual({});
    carrel.close();
  });

  test('a proxy that answers in HTML is a server that cannot be reached', async () => {
    const fetch = async () => new Response('<h1>502</h1>', { status: 502 });
    const tokens = memoryTokens({ url: 'http://carrel.test', fetch, token: tokenFor(ada, far()) });
    const carrel = createClient({ url: 'http://carrel.test', fetch, tokens });
    expect(await carrel.api.me.get()).toMatchObject({ refusal: { code: 'UNAVAILABLE' } });
  });
});

describe('signing in and out is seen by the connection', () => {
  function connected(person = ada) {
    useVirtualTime();
    const server = createFakeServer();
    const { fetch } = fakeFetch(() => ({
      body: { success: true, token: tokenFor(person, Date.now() + 900_000), refreshToken: 'r2', user: {} },
    }));
    const url = 'http://carrel.test';
    const tokens = memoryTokens({ url, fetch, token: tokenFor(ada, Date.now() + 900_000), refreshToken: 'r1' });
    const { surroundings } = fakeDevice();
    const carrel = createClient({ url, fetch, tokens, transport: server.transport, surroundings });
    return { server, carrel };
  }

  test('somebody else signs in: another link, and nothing of the first one’s in it', async () => {
    const { server, carrel } = connected(bob);
    const session = carrel.joinSession(sessionId);
    await pass(100);
    await carrel.api.auth.login({ username: 'bob', password: 'secret' });
    expect(kindOf(session.state)).toBe('closed');
    await pass(100);
    expect(server.handshakes).toHaveLength(2);
    expect(server.handshakes[1]?.handshake.sessionId).toBeUndefined();
    carrel.close();
  });

  test('the same person with a newer token keeps the link', async () => {
    const { server, carrel } = connected();
    const session = carrel.joinSession(sessionId);
    await pass(100);
    await carrel.api.me.update({ name: 'Ada L.' });
    await pass(100);
    expect(kindOf(session.state)).toBe('ready');
    expect(server.handshakes).toHaveLength(1);
    expect(server.received.some(({ name }) => name === 'auth:refresh')).toBe(true);
    carrel.close();
  });

  test('logged out: disconnected, sessions closed', async () => {
    const { server, carrel } = connected();
    const session = carrel.joinSession(sessionId);
    await pass(100);
    await carrel.api.auth.logout();
    await pass(100);
    expect(kindOf(session.state)).toBe('closed');
    expect(kindOf(carrel.connection)).toBe('idle');
    expect(server.connectionCount()).toBe(0);
    carrel.close();
  });

  test('notifications come to whoever listens', async () => {
    const { server, client: carrel } = setUp();
    const titles: string[] = [];
    const stop = carrel.onNotification(({ title }) => titles.push(title));
    carrel.connect();
    await pass(100);
    const notification = { id: '1', type: 'SESSION_INVITE', message: '', actionUrl: null, createdAt: 0 } as const;
    server.push({ name: 'notification', payload: { ...notification, title: 'one' } });
    await pass(50);
    stop();
    server.push({ name: 'notification', payload: { ...notification, title: 'two' } });
    await pass(50);
    expect(titles).toEqual(['one']);
  });
});
