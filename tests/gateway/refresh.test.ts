import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../server/adapters/prisma/open-database.ts';
import { startAccountsApp, type AccountsApp, type Answer } from '../support/accounts-app.ts';
import { openTestDatabase } from '../support/database.ts';

let database: Database;
let app: AccountsApp;
beforeAll(async () => {
  database = await openTestDatabase('PGlite');
  app = await startAccountsApp({ prisma: database.prisma, rateLimits: false });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const refresh = (refreshToken: string, attempt?: string) =>
  app.call('POST', '/api/auth/refresh', { body: { refreshToken, ...(attempt ? { attempt } : {}) } });
const guest = async () => (await app.call('POST', '/api/auth/guest', { body: { name: 'Ada' } })).body;
async function next(refreshToken: string, attempt?: string): Promise<string> {
  const answer = await refresh(refreshToken, attempt);
  expect(answer.status).toBe(200);
  return answer.body.refreshToken;
}
const pass = (ms: number) => (app.clock.now += ms);

describe('a refresh token', () => {
  test('gives a new access token, and another refresh token in its place', async () => {
    const first = await guest();
    pass(14 * 60_000);
    const answer = await refresh(first.refreshToken);
    expect(answer.body.user).toEqual(first.user);
    expect(answer.body.refreshToken).not.toBe(first.refreshToken);
    pass(14 * 60_000);
    expect((await app.call('GET', '/api/me', { token: answer.body.token })).status).toBe(200);
    expect((await app.call('GET', '/api/me', { token: first.token })).status).toBe(401);
  });

  test.each([
    ['at once', 0, undefined, undefined],
    ['by another attempt', 0, 'mine', 'not mine'],
    ['by the same attempt after 10 s', 10_001, 'mine', 'mine'],
  ])('used again %s ends the login for whoever holds a token of it', async (_, ms, first, again) => {
    const { refreshToken, user } = await guest();
    const second = await next(refreshToken, first);
    pass(ms);
    const refused = await refresh(refreshToken, again);
    expect([refused.status, refused.body.error.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect((await refresh(second)).status).toBe(401);
    const left = { userId: user.id, revokedAt: null };
    expect(await database.prisma.refreshToken.count({ where: left })).toBe(0);
  });

  test('used again when what followed it was used ends the login as well', async () => {
    const { refreshToken } = await guest();
    const third = await next(await next(refreshToken, 'first'), 'second');
    expect((await refresh(refreshToken, 'first')).status).toBe(401);
    expect((await refresh(third)).status).toBe(401);
  });

  test('sent again by the same attempt, whose answer was lost, gets the same answer for 10 s', async () => {
    const { refreshToken } = await guest();
    const answers = await Promise.all(Array.from({ length: 5 }, () => next(refreshToken, 'mine')));
    expect(new Set(answers).size).toBe(1);
    pass(10_000);
    expect(await next(refreshToken, 'mine')).toBe(answers[0]);
    pass(3_600_000);
    expect((await refresh(answers[0]!)).status).toBe(200);
  });

  test('is good for 30 days, and every use begins them anew', async () => {
    const { refreshToken } = await guest();
    pass(30 * 86_400_000 - 1);
    const second = await next(refreshToken);
    pass(30 * 86_400_000);
    expect((await refresh(second)).status).toBe(401);
  });

  test('ends with logging out, used or not, and one login does not end another', async () => {
    const { token, refreshToken } = await guest();
    const other = await guest();
    const second = await next(refreshToken);
    expect((await app.call('POST', '/api/auth/logout', { body: { refreshToken } })).body).toEqual({ success: true });
    expect((await refresh(second)).status).toBe(401);
    expect((await refresh(refreshToken)).status).toBe(401);
    expect((await refresh(other.refreshToken)).status).toBe(200);
    expect((await app.call('POST', '/api/auth/logout', { body: { refreshToken: 'unknown' } })).status).toBe(200);
    expect((await app.call('GET', '/api/me', { token })).status).toBe(200);
  });

  test('ends with logging out everywhere, and so does every access token', async () => {
    const body = { username: 'everywhere', password: 'correct horse', name: 'Ada' };
    const here = (await app.call('POST', '/api/auth/register', { body })).body;
    const there = (await app.call('POST', '/api/auth/login', { body })).body;
    expect((await app.call('POST', '/api/auth/logout-everywhere', { token: here.token })).status).toBe(200);
    expect(app.revoked).toContain(here.user.id);
    for (const login of [here, there]) {
      expect((await refresh(login.refreshToken)).status).toBe(401);
      expect((await app.call('GET', '/api/me', { token: login.token })).status).toBe(401);
    }
  });

  test.each([undefined, {}, { refreshToken: 'made-up' }])('is needed: %j', async (body) => {
    const answer = await app.call('POST', '/api/auth/refresh', body === undefined ? {} : { body });
    expect(answer.status).toBe(401);
    expect(answer.body.error.code).toBe('UNAUTHENTICATED');
  });
});

describe('a browser', () => {
  const web = { 'X-Carrel-Client': 'web' };
  const enter = (server = app) => server.call('POST', '/api/auth/guest', { body: { name: 'Ada' }, headers: web });
  const cookieOf = (answer: Answer) => answer.headers.get('set-cookie') ?? '';
  const pair = (cookie: string) => cookie.split(';', 1)[0] ?? '';

  test('gets the token where no script can read it', async () => {
    const answer = await enter();
    expect(answer.body.refreshToken).toBeUndefined();
    const cookie = cookieOf(answer);
    expect(cookie).toMatch(/^carrel_refresh=[\w-]{43};/);
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/api/auth', 'Max-Age=2592000']) {
      expect(cookie).toContain(`; ${part}`);
    }
    expect(cookie).not.toContain('Secure');
  });

  test('gets it for HTTPS only where the server is reached that way', async () => {
    const secure = await startAccountsApp({
      prisma: database.prisma,
      rateLimits: false,
      publicUrl: 'https://carrel.example.org',
    });
    expect(cookieOf(await enter(secure))).toContain('; Secure');
    await secure.close();
  });

  const cookies = async (first: string, count: number) => {
    const headers = { ...web, cookie: first };
    const answers = await Promise.all(
      Array.from({ length: count }, () => app.call('POST', '/api/auth/refresh', { headers })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    return answers.map((answer) => pair(cookieOf(answer)));
  };

  test('whose tabs send the cookie at once, or after a lost answer, gets the same answer for 10 s', async () => {
    const first = pair(cookieOf(await enter()));
    const tabs = await cookies(first, 5);
    expect(new Set(tabs).size).toBe(1);
    pass(10_000);
    expect(await cookies(first, 1)).toEqual([tabs[0]]);
    pass(1);
    expect((await app.call('POST', '/api/auth/refresh', { headers: { ...web, cookie: first } })).status).toBe(401);
  });

  test('whose tab comes late, while another has moved on twice, gets what is current', async () => {
    const first = pair(cookieOf(await enter()));
    const [second] = await cookies(first, 1);
    const [third] = await cookies(second!, 1);
    pass(5_000);
    expect(await cookies(first, 1)).toEqual([third]);
    pass(3_600_000);
    await cookies(third!, 1);
  });

  test('is not whoever says that they are one: a token that was used without an attempt is used up for them, too', async () => {
    const { refreshToken } = await guest();
    const second = await next(refreshToken);
    const headers = { ...web, cookie: `carrel_refresh=${refreshToken}` };
    expect((await app.call('POST', '/api/auth/refresh', { headers })).status).toBe(401);
    expect((await refresh(second)).status).toBe(401);
  });

  test('refreshes and logs out by the cookie', async () => {
    const first = pair(cookieOf(await enter()));
    const headers = { ...web, cookie: `other=1; ${first}` };
    const refreshed = await app.call('POST', '/api/auth/refresh', { headers });
    expect(refreshed.status).toBe(200);
    expect(refreshed.body.refreshToken).toBeUndefined();
    const second = pair(cookieOf(refreshed));
    expect(second).not.toBe(first);
    const out = await app.call('POST', '/api/auth/logout', { headers: { ...web, cookie: second } });
    expect(cookieOf(out)).toContain('carrel_refresh=;');
    expect((await app.call('POST', '/api/auth/refresh', { headers: { ...web, cookie: second } })).status).toBe(401);
  });

  test('is not heard without its header, which a page elsewhere cannot send', async () => {
    const cookie = pair(cookieOf(await enter()));
    expect((await app.call('POST', '/api/auth/refresh', { headers: { cookie } })).status).toBe(401);
  });
});
