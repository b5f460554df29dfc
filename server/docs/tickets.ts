import type { KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { JOSEError } from 'jose/errors';
import { z } from 'zod';
import type { Person } from '../domain/room.ts';
import { sessionId, userId, type SessionId } from '../protocol/ids.ts';

export const ticketMs = 60 * 60_000;
const issuer = 'carrel';
/** No access token is a ticket, and no ticket an access token. */
const audience = 'carrel documents';

export type Ticket = { readonly person: Person; readonly sessionId: SessionId; readonly issuedAt: number };

const claims = z.object({ sub: userId, name: z.string(), sid: sessionId, at: z.int() });

/** A signed word that lets its bearer open this session's documents for an hour from `now` (epoch milliseconds). */
export async function issueTicket(secret: KeyObject, ticket: Ticket): Promise<{ ticket: string; expiresAt: number }> {
  const { person, issuedAt } = ticket;
  const expiresAt = Math.floor((issuedAt + ticketMs) / 1_000) * 1_000;
  const word = await new SignJWT({ name: person.name, sid: ticket.sessionId, at: issuedAt })
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
    const { sub, name, sid, at } = claims.parse(payload);
    return { person: { userId: sub, name, avatarUrl: null }, sessionId: sid, issuedAt: at };
  } catch (error) {
    if (error instanceof JOSEError || error instanceof z.ZodError) return null;
    throw error;
  }
}
