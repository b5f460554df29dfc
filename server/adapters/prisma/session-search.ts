import type { ListQuery } from '../../protocol/rest/sessions.ts';
import type { UserId } from '../../protocol/ids.ts';
import { Prisma, type PrismaClient } from './generated/client.ts';
import { storable } from './room-recordset.ts';

/** A list of sessions: which, and in what order. `s` is the session. */
export type Listing = { readonly where: Prisma.Sql; readonly order: Prisma.Sql };

const participation = (userId: UserId, condition: Prisma.Sql) => Prisma.sql`EXISTS (
  SELECT 1 FROM "SessionParticipant" p
  WHERE p."sessionId" = s.id AND p."userId" = ${userId} AND ${condition})`;

export const ownListing = (userId: UserId): Listing => ({
  where: participation(userId, Prisma.sql`p.status <> 'REMOVED'`),
  order: Prisma.sql`s."createdAt" DESC, s.id`,
});

/** A seat is kept for the owner, whom the rows know as the one who created the session. */
export const publicListing = (userId: UserId): Listing => ({
  where: Prisma.sql`s."isPublic" AND s.status IN ('SCHEDULED', 'ACTIVE')
    AND NOT ${participation(userId, Prisma.sql`p.status = 'REMOVED'`)}
    AND (
      SELECT count(*) FROM "SessionParticipant" p
      WHERE p."sessionId" = s.id AND (p.status = 'JOINED' OR p."userId" = s."createdById")
    ) < s."maxParticipants"`,
  order: Prisma.sql`s.status = 'ACTIVE' DESC, s."scheduledAt" ASC NULLS FIRST, s."createdAt" DESC, s.id`,
});

export const pastListing = (userId: UserId): Listing => ({
  where: Prisma.sql`s.status = 'COMPLETED'
    AND ${participation(userId, Prisma.sql`p.status <> 'REMOVED' AND p."joinedAt" IS NOT NULL`)}`,
  order: Prisma.sql`s."endedAt" DESC, s.id`,
});

/** The ids of one page, in order, and how many there are on all. */
export async function searchSessions(
  prisma: PrismaClient,
  { where, order }: Listing,
  query: ListQuery,
): Promise<{ ids: string[]; total: number }> {
  const wanted = Prisma.join([where, ...filters(query)], ' AND ');
  const rows = await prisma.$queryRaw<{ id: string | null; total: number }[]>`
    WITH wanted AS MATERIALIZED (SELECT s.* FROM "StudySession" s WHERE ${wanted})
    SELECT page.id, (SELECT count(*)::int FROM wanted) AS total
    FROM (SELECT 1) AS always
    LEFT JOIN (
      SELECT s.id, row_number() OVER (ORDER BY ${order}) AS place FROM wanted s
      ORDER BY place LIMIT ${query.limit} OFFSET ${query.offset}
    ) AS page ON true
    ORDER BY page.place`;
  return { ids: rows.flatMap(({ id }) => (id === null ? [] : [id])), total: rows[0]?.total ?? 0 };
}

function filters({ status, type, query, subject, tag }: ListQuery): Prisma.Sql[] {
  const all: Prisma.Sql[] = [];
  if (status) all.push(Prisma.sql`s.status = ${status}::"SessionStatus"`);
  if (type) all.push(Prisma.sql`s.type = ${type}::"SessionType"`);
  if (subject) all.push(Prisma.sql`lower(s.subject) = lower(${storable(subject)})`);
  if (tag) all.push(Prisma.sql`EXISTS (SELECT 1 FROM unnest(s.tags) t WHERE lower(t) = lower(${storable(tag)}))`);
  if (query) {
    const text = Prisma.sql`concat_ws(' ', s.title, s.description, s.subject, array_to_string(s.tags, ' '))`;
    all.push(Prisma.sql`strpos(lower(${text}), lower(${storable(query)})) > 0`);
  }
  return all;
}
