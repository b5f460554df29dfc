import type { AccountStore, NewRefreshToken } from '../../people/accounts/ports.ts';
import { refreshTokenOf } from './account-rows.ts';
import type { Prisma, PrismaClient } from './generated/client.ts';

const rowOf = ({ hash, issuedAt, expiresAt, ...rest }: NewRefreshToken) => ({
  ...rest,
  tokenHash: hash,
  issuedAt: new Date(issuedAt),
  expiresAt: new Date(expiresAt),
});

/**
 * Holds the user's row to the end of the transaction. Whoever adds a token and whoever revokes them takes it first:
 * otherwise a revocation could miss the token that a rotation is just inserting. Answers the account's version.
 */
async function lockUser(tx: Prisma.TransactionClient, id: string): Promise<number | undefined> {
  const rows = await tx.$queryRaw<{ tokenVersion: number }[]>`
    SELECT "tokenVersion" FROM "User" WHERE id = ${id} FOR NO KEY UPDATE`;
  return rows[0]?.tokenVersion;
}

/** The caller's transaction has written or locked the user's row before. */
export function revokeTokens(tx: Prisma.TransactionClient, where: Prisma.RefreshTokenWhereInput, now: number) {
  return tx.refreshToken.updateMany({ where: { ...where, revokedAt: null }, data: { revokedAt: new Date(now) } });
}

type RefreshTokens = Pick<
  AccountStore,
  'addRefreshToken' | 'findRefreshToken' | 'rotateRefreshToken' | 'revokeFamily' | 'revokeAll'
>;

export function refreshTokens(prisma: PrismaClient): RefreshTokens {
  return {
    addRefreshToken: (token, version) =>
      prisma.$transaction(async (tx) => {
        if ((await lockUser(tx, token.userId)) !== version) return false;
        const expired = { userId: token.userId, expiresAt: { lte: new Date(token.issuedAt) } };
        await tx.refreshToken.deleteMany({ where: expired });
        await tx.refreshToken.create({ data: rowOf(token) });
        return true;
      }),
    findRefreshToken: async (tokenHash) => {
      const row = await prisma.refreshToken.findUnique({ where: { tokenHash } });
      return row && refreshTokenOf(row);
    },
    rotateRefreshToken: (id, next) =>
      prisma.$transaction(async (tx) => {
        await lockUser(tx, next.userId);
        const { count } = await tx.refreshToken.updateMany({
          where: { id, usedAt: null, revokedAt: null },
          data: { usedAt: new Date(next.issuedAt) },
        });
        if (count === 1) await tx.refreshToken.create({ data: rowOf(next) });
        return count === 1;
      }),
    revokeFamily: async ({ userId, familyId }, now) => {
      await prisma.$transaction(async (tx) => {
        await lockUser(tx, userId);
        await revokeTokens(tx, { familyId }, now);
      });
    },
    revokeAll: async (userId, now) => {
      await prisma.$transaction(async (tx) => {
        await tx.user.updateMany({ where: { id: userId }, data: { tokenVersion: { increment: 1 } } });
        await revokeTokens(tx, { userId }, now);
      });
    },
  };
}
