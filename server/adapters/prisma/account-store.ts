import type { Account, AccountStore } from '../../people/accounts/ports.ts';
import { publicProfile } from '../../protocol/rest/accounts.ts';
import { accountOf, takenName } from './account-rows.ts';
import type { Prisma, PrismaClient } from './generated/client.ts';
import { refreshTokens, revokeTokens } from './refresh-tokens.ts';

function rowOf({ version, createdAt, ...account }: Account): Prisma.UserCreateInput {
  const common = { tokenVersion: version, createdAt: new Date(createdAt) };
  switch (account.kind) {
    case 'guest':
      return { ...account, ...common, kind: 'GUEST' };
    case 'member':
      return { ...account, ...common, kind: 'MEMBER' };
  }
}

/** What is left of a person who deleted their account: a row for others' sessions to point at. */
function anonymous(id: string, now: number): Prisma.UserUpdateInput {
  return {
    kind: 'DELETED',
    username: `deleted-${id}`,
    name: 'Deleted user',
    email: null,
    passwordHash: null,
    avatarColor: '#868e96',
    avatarUrl: null,
    preferences: {},
    tokenVersion: { increment: 1 },
    deletedAt: new Date(now),
  };
}

const pattern = (text: string) => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

export function createAccountStore(prisma: PrismaClient): AccountStore {
  const find = async (where: Prisma.UserWhereUniqueInput) => {
    const row = await prisma.user.findUnique({ where });
    return row && accountOf(row);
  };
  return {
    ...refreshTokens(prisma),
    findById: (id) => find({ id }),
    findByUsername: (username) => find({ username }),
    create: (account) => prisma.user.create({ data: rowOf(account) }).then(() => 'created' as const, takenName),
    update: (id, changes) =>
      prisma.user
        .updateMany({ where: { id, kind: { not: 'DELETED' } }, data: changes })
        .then(({ count }) => (count === 1 ? ('updated' as const) : ('gone' as const)), takenName),
    promote: (id, credentials) =>
      prisma.user
        .updateMany({ where: { id, kind: 'GUEST' }, data: { ...credentials, kind: 'MEMBER' } })
        .then(({ count }) => (count === 1 ? ('promoted' as const) : ('gone' as const)), takenName),
    setPassword: (id, version, passwordHash, now) =>
      prisma.$transaction(async (tx) => {
        const { count } = await tx.user.updateMany({
          where: { id, kind: 'MEMBER', tokenVersion: version },
          data: { passwordHash, tokenVersion: { increment: 1 } },
        });
        if (count === 1) await revokeTokens(tx, { userId: id }, now);
        return count === 1;
      }),
    search: async (query, { limit, except }) => {
      const start = `${pattern(query)}%`;
      const anywhere = `%${start}`;
      const rows = await prisma.$queryRaw<unknown[]>`
        SELECT id, username, name, "avatarUrl", "avatarColor" FROM "User"
        WHERE kind = 'MEMBER' AND id <> ${except} AND (username ILIKE ${anywhere} OR name ILIKE ${anywhere})
        ORDER BY username = lower(${query}) DESC, username ILIKE ${start} OR name ILIKE ${start} DESC, username
        LIMIT ${limit}`;
      return rows.map((row) => publicProfile.parse(row));
    },
    anonymise: async (id, now) => {
      await prisma.$transaction([
        prisma.user.update({ where: { id }, data: anonymous(id, now) }),
        prisma.refreshToken.deleteMany({ where: { userId: id } }),
        prisma.notification.deleteMany({ where: { userId: id } }),
      ]);
    },
  };
}
