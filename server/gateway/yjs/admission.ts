import type { KeyObject } from 'node:crypto';
import type { Person } from '../../domain/room.ts';
import type { DocumentName } from '../../docs/names.ts';
import { ticketMs, verifyTicket } from '../../docs/tickets.ts';
import type { Identity } from '../../people/accounts/tokens.ts';
import type { Outcome } from '../../people/outcome.ts';
import type { UserId } from '../../protocol/ids.ts';

export type Authenticate = (token: string) => Promise<Outcome<Identity>>;

export type Bearers = {
  /** Who shows this token for this document: an access token, or a ticket for the session's documents. Null: nobody. */
  personOf(token: string, name: DocumentName): Promise<Person | null>;
  /** Tickets of this person issued until now hold no more. */
  revoke(userId: UserId): void;
};

export function createBearers(secret: KeyObject, authenticate: Authenticate, now: () => number): Bearers {
  const revoked = new Map<UserId, number>();

  return {
    async personOf(token, { sessionId }) {
      const identity = await authenticate(token);
      if (identity.ok) return identity.value;
      const ticket = await verifyTicket(secret, token, now());
      if (!ticket || ticket.sessionId !== sessionId) return null;
      const { person, issuedAt } = ticket;
      return issuedAt > (revoked.get(person.userId) ?? -Infinity) ? person : null;
    },
    revoke(userId) {
      const at = now();
      revoked.set(userId, at);
      // What was revoked longer ago than a ticket lives needs no remembering.
      for (const [id, revokedAt] of revoked) if (revokedAt < at - ticketMs) revoked.delete(id);
    },
  };
}
