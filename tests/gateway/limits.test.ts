import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../server/adapters/prisma/open-database.ts';
import { addressKey } from '../../server/gateway/address.ts';
import { createLimiters } from '../../server/gateway/limits.ts';
import { startAccountsApp, type AccountsApp } from '../support/accounts-app.ts';
import { openTestDatabase } from '../support/database.ts';

describe('limiters', () => {
  test('let the stated number through, many at once too, and then say when to come back', async () => {
    const limiters = createLimiters({ enabled: true });
    const outcomes = await Promise.all(Array.from({ length: 15 }, () => limiters.consume('createSession', 'ada')));
    expect(outcomes.filter((refusal) => refusal === null)).toHaveLength(10);
    const refusal = await limiters.consume('createSession', 'ada');
    expect(refusal?.code).toBe('RATE_LIMITED');
    expect(refusal?.retryAfterMs).toBeGreaterThan(3_500_000);
    expect(refusal?.retryAfterMs).toBeLessThanOrEqual(3_600_000);
    expect(await limiters.consume('createSession', 'eve')).toBeNull();
    expect(await limiters.consume('chat', 'ada')).toBeNull();
  });

  test('give back what was no offence', async () => {
    const limiters = createLimiters({ enabled: true });
    for (let n = 0; n < 30; n++) {
      expect(await limiters.consume('createSession', 'ada')).toBeNull();
      await limiters.reward('createSession', 'ada');
    }
  });

  test('let everything through when they are off', async () => {
    const limiters = createLimiters({ enabled: false });
    for (let n = 0; n < 100; n++) expect(await limiters.consume('createSession', 'ada')).toBeNull();
  });
});

describe('an address is limited', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    [undefined, 'unknown'],
  ])('%s as %s', (address, key) => expect(addressKey(address)).toBe(key));
});

describe('failed logins', () => {
  let database: Database;
  let app: AccountsApp;
  beforeAll(async () => {
    database = await openTestDatabase('PGlite');
    app = await startAccountsApp({ prisma: database.prisma, rateLimits: true });
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  const password = 'correct horse';
  const register = async (username: string) =>
    (await app.call('POST', '/api/auth/register', { body: { username, password, name: username } })).body;
  const login = (username: string, given: string, address = '192.0.2.1') =>
    app.call('POST', '/api/auth/login', {
      body: { username, password: given },
      headers: { 'X-Forwarded-For': address },
    });

  test('are limited by account and address, also when all come at once', async () => {
    await register('ada');
    await register('eve');
    const attempts = await Promise.all(Array.from({ length: 15 }, () => login('ada', 'wrong password')));
    const statuses = attempts.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    const refused = await login('Ada', password);
    expect(refused.status).toBe(429);
    expect(refused.body.error).toMatchObject({ code: 'RATE_LIMITED' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800);
    expect((await login('eve', password)).status).toBe(200);
    expect((await login('ada', password, '192.0.2.2')).status).toBe(200);
  });

  test('are not what somebody does who logs in often', async () => {
    await register('often');
    for (let n = 0; n < 12; n++) expect((await login('often', password)).status).toBe(200);
  });

  test('count for a password guessed with a stolen access token', async () => {
    const { token } = await register('stolen');
    const guess = () =>
      app.call('PATCH', '/api/me', { token, body: { password: { current: 'a guess', next: 'mine now!' } } });
    for (let n = 0; n < 10; n++) expect((await guess()).status).toBe(403);
    expect((await guess()).status).toBe(429);
    expect((await app.call('DELETE', '/api/me', { token, body: { password } })).status).toBe(429);
  });
});
