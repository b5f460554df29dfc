import { createHash, createHmac, type KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { JWTExpired, JOSEError } from 'jose/errors';
import { z } from 'zod';
import type { Person } from '../../domain/room.ts';
import { userId } from '../../protocol/ids.ts';
import { done, refused, type Outcome } from '../outcome.ts';

export const accessTokenMs = 15 * 60_000;
const issuer = 'carrel';
const audience = 'carrel';

/** Who an access token speaks for, as they were when it was issued. */
export interface Identity extends Person {
  /** Of the account's credentials; an older one than the account's means that they were revoked since. */
  readonly version: number;
  readonly expiresAt: number;
}

const claims = z.object({
  sub: userId,
  name: z.string(),
  avatarUrl: z.string().exactOptional(),
  ver: z.int(),
  exp: z.int(),
});

/** A signed token that speaks for `person` for 15 minutes from `now` (epoch milliseconds). */
export async function issueAccess(
  secret: KeyObject,
  person: Person & { version: number },
  now: number,
): Promise<string> {
  const { name, avatarUrl, version } = person;
  return new SignJWT({ name, ver: version, ...(avatarUrl === null ? {} : { avatarUrl }) })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(person.userId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(Math.floor(now / 1_000))
    .setExpirationTime(Math.floor((now + accessTokenMs) / 1_000))
    .sign(secret);
}

/** Who the token speaks for at `now`, or UNAUTHENTICATED. */
export async function verifyAccess(secret: KeyObject, token: string, now: number): Promise<Outcome<Identity>> {
  try {
    const options = { algorithms: ['HS256'], issuer, audience, currentDate: new Date(now) };
    const { payload } = await jwtVerify(token, secret, options);
    const { sub, name, avatarUrl, ver, exp } = claims.parse(payload);
    return done({ userId: sub, name, avatarUrl: avatarUrl ?? null, version: ver, expiresAt: exp * 1_000 });
  } catch (error) {
    if (error instanceof JWTExpired) return refused('UNAUTHENTICATED', 'The token has expired');
    if (error instanceof JOSEError || error instanceof z.ZodError)
      return refused('UNAUTHENTICATED', 'The token is not valid');
    throw error;
  }
}

/** What is stored of a refresh token: it has 256 bits of its own, so a plain hash keeps it. */
export function refreshTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * The token that follows `token` in its family when `attempt` uses it. It is computed and not drawn, so that an attempt
 * sent twice gets the same answer both times although only hashes are stored; without the secret it is as good as random.
 */
export function nextRefreshToken(secret: KeyObject, token: string, attempt: string): string {
  return createHmac('sha256', secret).update(`carrel refresh token\0${token}${attempt}`).digest('base64url');
}
