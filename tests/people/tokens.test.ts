import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { accessTokenMs, issueAccess, nextRefreshToken, verifyAccess } from '../../server/people/accounts/tokens.ts';
import { userId } from '../../server/protocol/ids.ts';

const secret = createSecretKey(randomBytes(32));
const now = Date.UTC(2026, 4, 1, 12);
const ada = { userId: userId.parse(randomUUID()), name: 'Ada', avatarUrl: null, version: 3 };

test('a token says who it speaks for, until 15 minutes are over', async () => {
  const token = await issueAccess(secret, ada, now);
  const expected = { ok: true, value: { ...ada, expiresAt: now + accessTokenMs } };
  expect(await verifyAccess(secret, token, now)).toEqual(expected);
  expect(await verifyAccess(secret, token, now + accessTokenMs - 1)).toEqual(expected);
  expect(await verifyAccess(secret, token, now + accessTokenMs)).toMatchObject({ ok: false });
  const withPicture = { ...ada, avatarUrl: 'https://example.org/a.png' };
  const other = await verifyAccess(secret, await issueAccess(secret, withPicture, now), now);
  expect(other).toMatchObject({ value: { avatarUrl: withPicture.avatarUrl } });
});

const claims = { name: 'Ada', ver: 0 };
const sign = (parts: { audience?: string; issuer?: string; subject?: string; claims?: object } = {}, key = secret) =>
  new SignJWT({ ...claims, ...parts.claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(parts.subject ?? ada.userId)
    .setIssuer(parts.issuer ?? 'carrel')
    .setAudience(parts.audience ?? 'carrel')
    .setExpirationTime(Math.floor(now / 1_000) + 60)
    .sign(key);

test.each([
  ['nothing', () => ''],
  ['no token', () => 'x.y.z'],
  ['a token without a signature', () => new UnsecuredJWT(claims).setSubject(ada.userId).encode()],
  ['a token signed with another secret', () => sign({}, createSecretKey(randomBytes(32)))],
  ['a token for somebody else', () => sign({ audience: 'another' })],
  ['a token of somebody else', () => sign({ issuer: 'another' })],
  ['a token for no user id', () => sign({ subject: '__proto__' })],
  ['a token without what it should say', () => sign({ claims: { name: 1 } })],
])('%s is refused', async (_, token) => {
  expect(await verifyAccess(secret, await sign(), now)).toMatchObject({ ok: true });
  const outcome = await verifyAccess(secret, await token(), now);
  expect(outcome).toMatchObject({ ok: false, refusal: { code: 'UNAUTHENTICATED' } });
});

test('the next refresh token is always the same, and unknown without the secret', () => {
  const next = nextRefreshToken(secret, 'a token', '');
  expect(nextRefreshToken(secret, 'a token', '')).toBe(next);
  expect(nextRefreshToken(secret, 'b token', '')).not.toBe(next);
  expect(nextRefreshToken(secret, 'a token', 'another attempt')).not.toBe(next);
  expect(nextRefreshToken(createSecretKey(randomBytes(32)), 'a token', '')).not.toBe(next);
});
