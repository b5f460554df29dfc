import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../server/adapters/prisma/open-database.ts';
import { profileAnswer, signedIn, usersAnswer } from '../../server/protocol/rest/accounts.ts';
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

let counter = 0;
const fresh = (prefix = 'user') => `${prefix}-${counter++}`;
const password = 'correct horse';
const refusal = (code: string) => ({ success: false, error: expect.objectContaining({ code }) });

async function register(username = fresh(), more: object = {}): Promise<Answer['body']> {
  const body = { username, password, name: `Name of ${username}`, ...more };
  const answer = await app.call('POST', '/api/auth/register', { body });
  expect(answer.status).toBe(200);
  return answer.body;
}
const guest = async (name = 'Guest') => (await app.call('POST', '/api/auth/guest', { body: { name } })).body;
const login = (username: string, given = password) =>
  app.call('POST', '/api/auth/login', { body: { username, password: given } });
const refresh = (refreshToken: string) => app.call('POST', '/api/auth/refresh', { body: { refreshToken } });
const me = (token: string) => app.call('GET', '/api/me', { token });

describe('registering', () => {
  test('answers tokens and the person, and the token works', async () => {
    const body = await register(fresh(), { email: ' Ada@Example.org ' });
    expect(body.success).toBe(true);
    expect(() => signedIn.parse(body)).not.toThrow();
    const answer = await me(body.token);
    expect(() => profileAnswer.parse(answer.body)).not.toThrow();
    expect(answer.body.user).toEqual(body.user);
    expect(body.user).toMatchObject({ isGuest: false, email: 'ada@example.org' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('a username is taken in any case; an e-mail address too', async () => {
    const name = fresh('Mixed.Case');
    expect((await register(name, { email: `${name}@example.org` })).user.username).toBe(name.toLowerCase());
    const again = { username: name.toUpperCase(), password, name };
    const taken = await app.call('POST', '/api/auth/register', { body: again });
    expect(taken.status).toBe(409);
    expect(taken.body).toEqual(refusal('CONFLICT'));
    expect(taken.body.error.details).toEqual([{ path: 'username', message: expect.any(String) }]);
    const other = { username: fresh(), password, name, email: `${name.toUpperCase()}@example.org` };
    const mail = await app.call('POST', '/api/auth/register', { body: other });
    expect(mail.body.error.details).toEqual([{ path: 'email', message: expect.any(String) }]);
  });

  test.each([
    ['username', { username: 'ab' }],
    ['username', { username: 'with space' }],
    ['username', { username: 'x'.repeat(65) }],
    ['username', { username: 'ünïcode' }],
    ['password', { password: 'short12' }],
    ['password', { password: 'x'.repeat(201) }],
    ['name', { name: ' \u202E\u0000 ' }],
    ['name', { name: 'x'.repeat(81) }],
    ['email', { email: 'no address' }],
  ])('refuses a bad %s: %j', async (path, wrong) => {
    const body = { username: fresh(), password, name: 'Ada', ...wrong };
    const answer = await app.call('POST', '/api/auth/register', { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(refusal('VALIDATION_FAILED'));
    expect(answer.body.error.details).toEqual([{ path, message: expect.any(String) }]);
  });

  test('takes out of a name what makes it read as another', async () => {
    expect((await register(fresh(), { name: '  Ada\u202E\u0007 Lovelace\u200F ' })).user.name).toBe('Ada Lovelace');
  });
});

describe('a guest', () => {
  test('has a name and a made-up username, and is no member', async () => {
    const body = await guest('Ada');
    expect(() => signedIn.parse(body)).not.toThrow();
    expect(body.user).toMatchObject({ name: 'Ada', isGuest: true, username: expect.stringMatching(/^guest-/) });
    expect((await login(body.user.username, '')).status).toBe(401);
  });

  test('who registers stays the same person', async () => {
    const before = await guest('Ada');
    const body = { username: fresh(), password, name: 'Ada L.' };
    const after = await app.call('POST', '/api/auth/register', { body, token: before.token });
    expect(after.body.user).toMatchObject({ id: before.user.id, username: body.username, isGuest: false });
    expect((await login(body.username)).body.user.id).toBe(before.user.id);
  });

  test('whose token has expired is not made a new person by registering', async () => {
    const before = await guest('Ada');
    app.clock.now += 15 * 60_000;
    const body = { username: fresh(), password, name: 'Ada L.' };
    expect((await app.call('POST', '/api/auth/register', { body, token: before.token })).status).toBe(401);
    expect((await login(body.username)).status).toBe(401);
  });

  test('has no e-mail address or password to change', async () => {
    const { token } = await guest();
    for (const body of [{ email: 'a@example.org' }, { password: { current: '', next: password } }]) {
      expect((await app.call('PATCH', '/api/me', { body, token })).body).toEqual(refusal('INVALID_STATE'));
    }
  });
});

describe('logging in', () => {
  test('takes the username in any case', async () => {
    const { user } = await register();
    const answer = await login(user.username.toUpperCase());
    expect(answer.body.user.id).toBe(user.id);
  });

  test('says the same of a wrong password and of nobody', async () => {
    const { user } = await register();
    const wrong = await login(user.username, 'wrong password');
    const nobody = await login('nobody-at-all');
    expect(wrong.status).toBe(401);
    expect(wrong.body).toEqual(nobody.body);
    expect(wrong.body).toEqual(refusal('UNAUTHENTICATED'));
  });

  test('takes the two ways to write the same letter for one', async () => {
    const { user } = await register(fresh(), { password: 'caf\u00E9 au lait' });
    expect((await login(user.username, 'cafe\u0301 au lait')).status).toBe(200);
  });
});

describe('the profile', () => {
  test('changes by parts, and the answer carries a token that shows it', async () => {
    const { token, user } = await register();
    const changes = { name: 'Countess', avatarColor: '#00ff00', preferences: { theme: 'dark', nested: [{ a: null }] } };
    const answer = await app.call('PATCH', '/api/me', { body: changes, token });
    expect(answer.body.user).toEqual({ ...user, ...changes });
    expect(answer.body.refreshToken).toBeUndefined();
    const url = { avatarUrl: 'https://example.org/a.png' };
    expect((await app.call('PATCH', '/api/me', { body: url, token: answer.body.token })).body.user).toMatchObject(url);
    expect((await me(token)).body.user).toMatchObject({ ...changes, ...url });
  });

  test.each([
    { avatarUrl: 'javascript:alert(1)' },
    { avatarColor: 'red' },
    { preferences: { big: 'x'.repeat(9_000) } },
    { preferences: ['no record'] },
    { password: { next: 'a new password' } },
    { name: null },
  ])('refuses %j', async (body) => {
    const { token } = await guest();
    expect((await app.call('PATCH', '/api/me', { body, token })).body).toEqual(refusal('VALIDATION_FAILED'));
  });

  test('__proto__ among the preferences changes nobody', async () => {
    const { token } = await guest();
    const text = '{"preferences": {"__proto__": {"polluted": true}, "kept": 1}}';
    const answer = await app.call('PATCH', '/api/me', { text, token });
    expect(answer.body.user.preferences).toEqual({ kept: 1 });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('a new password needs the old one and ends every login but this one', async () => {
    const { token, refreshToken, user } = await register();
    const change = (current: string) =>
      app.call('PATCH', '/api/me', { token, body: { password: { current, next: 'another one' } } });
    expect((await change('wrong password')).body).toEqual(refusal('FORBIDDEN'));
    const changed = await change(password);
    expect(changed.status).toBe(200);
    expect(app.revoked).toContain(user.id);
    expect((await me(token)).status).toBe(401);
    expect((await refresh(refreshToken)).status).toBe(401);
    expect((await me(changed.body.token)).status).toBe(200);
    expect((await refresh(changed.body.refreshToken)).status).toBe(200);
    expect((await login(user.username)).status).toBe(401);
    expect((await login(user.username, 'another one')).status).toBe(200);
  });
});

describe('deleting an account', () => {
  test('needs the password, ends every login and frees the name', async () => {
    const { token, refreshToken, user } = await register();
    expect((await app.call('DELETE', '/api/me', { token })).body).toEqual(refusal('FORBIDDEN'));
    const deleted = await app.call('DELETE', '/api/me', { token, body: { password } });
    expect(deleted.body).toEqual({ success: true });
    expect(app.revoked).toContain(user.id);
    expect((await me(token)).status).toBe(401);
    expect((await refresh(refreshToken)).status).toBe(401);
    expect((await login(user.username)).status).toBe(401);
    expect((await register(user.username)).user.id).not.toBe(user.id);
  });

  test('leaves what the person did in sessions, without the name', async () => {
    const { token, user } = await guest('Somebody');
    const createdAt = new Date(app.clock.now);
    const session = { id: fresh('s'), title: 'Analysis', type: 'GROUP', inviteSecret: 's', createdAt } as const;
    await database.prisma.studySession.create({ data: { ...session, createdById: user.id } });
    await app.call('DELETE', '/api/me', { token });
    const row = await database.prisma.studySession.findUniqueOrThrow({
      where: { id: session.id },
      include: { createdBy: true },
    });
    expect(row.createdBy).toMatchObject({ kind: 'DELETED', name: 'Deleted user' });
  });
});

describe('searching for people', () => {
  test('shows what anybody may see, and no guests', async () => {
    const { token } = await register(fresh('seeker'));
    const { user } = await register(fresh('sought'), { email: 'sought@example.org' });
    await guest('sought');
    const answer = await app.call('GET', '/api/users?query=SOUGHT', { token });
    expect(() => usersAnswer.parse(answer.body)).not.toThrow();
    const { id, username, name, avatarUrl, avatarColor } = user;
    expect(answer.body).toEqual({ success: true, users: [{ id, username, name, avatarUrl, avatarColor }] });
  });

  test('needs two characters', async () => {
    const { token } = await guest();
    for (const query of ['', '?query=', '?query=%20a%20', '?query=ab&query=cd']) {
      expect((await app.call('GET', `/api/users${query}`, { token })).status).toBe(400);
    }
  });
});

describe('every route for people who are signed in refuses others before anything else', () => {
  const routes = [
    ['GET', '/api/me'],
    ['PATCH', '/api/me'],
    ['DELETE', '/api/me'],
    ['GET', '/api/users'],
    ['POST', '/api/auth/logout-everywhere'],
  ] as const;
  const headers = [{}, { authorization: 'Bearer x.y.z' }, { authorization: 'Basic abc' }, { authorization: 'Bearer ' }];
  test.each(routes.flatMap((route) => headers.map((header) => [...route, header] as const)))(
    '%s %s %j',
    async (...row) => {
      const [method, path, header] = row;
      const answer = await app.call(method, path, { headers: header });
      expect(answer.status).toBe(401);
      expect(answer.body).toEqual(refusal('UNAUTHENTICATED'));
    },
  );
});

describe('malformed bodies', () => {
  const routes = ['register', 'login', 'guest'].map((name) => `/api/auth/${name}`);
  const bodies = ['null', '[]', '1', '"x"', '{"username": {}, "password": [], "name": 1}', '{', ''];
  test.each(routes.flatMap((path) => bodies.map((text) => [path, text] as const)))('%s %s', async (path, text) => {
    const answer = await app.call('POST', path, { text });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(refusal('VALIDATION_FAILED'));
  });

  test('characters that a database cannot keep are refused or left out, wherever they stand', async () => {
    for (const odd of ['\u0000', '\uD800', '\uDFFF x', 'x\uFFFF']) {
      const name = `Ada${odd}`;
      const { token } = await guest(name);
      const bodies = [{ name }, { preferences: { [name]: 1 } }, { preferences: { a: [name] } }];
      const url = { avatarUrl: `https://example.org/${odd}` };
      for (const body of [...bodies, url]) {
        expect([200, 400]).toContain((await app.call('PATCH', '/api/me', { body, token })).status);
      }
      expect((await login(name, name)).status).toBe(401);
      const query = odd.isWellFormed() ? encodeURIComponent(name) : 'Ada%ED%A0%80';
      expect((await app.call('GET', `/api/users?query=${query}`, { token })).status).toBe(200);
      const body = { username: fresh(), password: `${password}${odd}`, name };
      expect((await app.call('POST', '/api/auth/register', { body })).status).toBe(200);
    }
    expect(app.logged).toEqual([]);
  });

  test('one that is too large', async () => {
    const answer = await app.call('POST', '/api/auth/guest', { body: { name: 'x'.repeat(70_000) } });
    expect(answer.status).toBe(413);
    expect(answer.body).toEqual(refusal('PAYLOAD_TOO_LARGE'));
  });
});
