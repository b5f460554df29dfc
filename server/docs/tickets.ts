import type { KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { JOSEError } from 'jose/errors';
import { z } from 'zod';
import type { Person } from '../domain/room.ts';
import { sessionId, userId, type SessionId } from '../protocol/ids.ts';

const ticketMs = 60 * 60_000;
const issuer = 'carrel';
/** No access token is a ticket, and no ticket an access token. */
const audience = 'carrel documents';

export type Ticket = {
  readonly person: Person;
  /** Of the account's credentials, as in an access token. */
  readonly version: number;
  readonly sessionId: SessionId;
};

const claims = z.object({ sub: userId, name: z.string(), ver: z.int(), sid: sessionId });

/** A signed word that lets its bearer open this session's documents for an hour from `now` (epoch milliseconds). */
export async function issueTicket(
  secret: KeyObject,
  { person, version, sessionId: sid }: Ticket,
  now: number,
): Promise<{ ticket: string; expiresAt: number }> {
  const expiresAt = Math.floor((now + ticketMs) / 1_000) * 1_000;
  const word = await new SignJWT({ name: person.name, ver: version, sid })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(person.userId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(expiresAt / 1_000)
    .sign(secret);
  return { ticket: word, expiresAt };
}

/** What the ticket says, or null if it does not hold at `now`. */
export async function verifyTicket(secret: KeyObject, word: string, now: number): Promise<Ticket | null> {
  try {
    const options = { algorithms: ['HS256'], issuer, audience, currentDate: new Date(now) };
    const { payload } = await jwtVerify(word, secret, options);
    const { sub, name, ver, sid } = claims.parse(payload);
    return { person: { userId: sub, name, avatarUrl: null }, version: ver, sessionId: sid };
  } catch (error) {
    if (error instanceof JOSEError || error instanceof z.ZodError) return null;
    throw error;
  }
}
