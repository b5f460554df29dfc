import type { KeyObject } from 'node:crypto';
import type { Person } from '../../domain/room.ts';
import type { DocumentName } from '../../docs/names.ts';
import { verifyTicket } from '../../docs/tickets.ts';
import type { Authentication } from '../../people/accounts/authentication.ts';

export type Bearers = {
  /** Who shows this token for this document: an access token, or a ticket for the session's documents. Null: nobody. */
  personOf(token: string, name: DocumentName): Promise<Person | null>;
} & Pick<Authentication, 'mark' | 'revokedSince'>;

export function createBearers(secret: KeyObject, authentication: Authentication, now: () => number): Bearers {
  const { authenticate, holds, mark, revokedSince } = authentication;

  return {
    mark,
    revokedSince,
    async personOf(token, { sessionId }) {
      const identity = await authenticate(token);
      if (identity.ok) return identity.value;
      const ticket = await verifyTicket(secret, token, now());
      if (!ticket || ticket.sessionId !== sessionId) return null;
      const { person, version } = ticket;
      const held = await holds({ userId: person.userId, version });
      return held.ok ? person : null;
    },
  };
}
