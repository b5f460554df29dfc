import { z } from 'zod';
import type { Account, RefreshToken, Taken } from '../../people/accounts/ports.ts';
import { userId } from '../../protocol/ids.ts';
import type { Preferences } from '../../protocol/rest/accounts.ts';
import { Prisma } from './generated/client.ts';
import type { RefreshToken as RefreshTokenRow, User as UserRow } from './generated/client.ts';

/** A deleted account is none. */
export function accountOf(row: UserRow): Account | null {
  const base = {
    id: userId.parse(row.id),
    username: row.username,
    name: row.name,
    avatarColor: row.avatarColor,
    avatarUrl: row.avatarUrl,
    preferences: row.preferences as Preferences,
    version: row.tokenVersion,
    createdAt: row.createdAt.getTime(),
  };
  switch (row.kind) {
    case 'GUEST':
      return { ...base, kind: 'guest' };
    case 'MEMBER':
      if (row.passwordHash === null) throw new Error(`Member ${row.id} has no password`);
      return { ...base, kind: 'member', passwordHash: row.passwordHash, email: row.email };
    case 'DELETED':
      return null;
  }
}

function stateOf({ usedAt, revokedAt }: RefreshTokenRow): RefreshToken['state'] {
  if (revokedAt) return { kind: 'revoked' };
  return usedAt ? { kind: 'used', at: usedAt.getTime() } : { kind: 'current' };
}

export function refreshTokenOf(row: RefreshTokenRow): RefreshToken {
  return {
    id: row.id,
    userId: userId.parse(row.userId),
    familyId: row.familyId,
    hash: row.tokenHash,
    issuedAt: row.issuedAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
    state: stateOf(row),
  };
}

/** Where the driver adapter says which unique index refused a row; `meta.target`, which Prisma documents, is not set. */
const violation = z.object({
  driverAdapterError: z.object({ cause: z.object({ constraint: z.object({ index: z.string() }) }) }),
});
const takenBy: Readonly<Record<string, Taken>> = {
  User_username_key: 'usernameTaken',
  User_email_key: 'emailTaken',
};

/** Answers which name was taken, if that is why writing a user failed; any other error goes on. */
export function takenName(error: unknown): Taken {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
    const { driverAdapterError } = violation.parse(error.meta);
    const taken = takenBy[driverAdapterError.cause.constraint.index];
    if (taken) return taken;
  }
  throw error;
}
