import type { NewSession, SessionDirectory } from '../../people/sessions/ports.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import type { ListQuery } from '../../protocol/rest/sessions.ts';
import type { PrismaClient } from './generated/client.ts';
import { participantOf, personOf, settingsOf, timerOf } from './room-genesis.ts';
import { notificationRow } from './room-notices.ts';
import { patience, storable } from './room-recordset.ts';
import { findMessage, messagesBefore } from './session-messages.ts';
import { pastCards } from './session-past.ts';
import { cardOf, cardParts, goalOf, listedCardOf, listedParts, summaryOf } from './session-rows.ts';
import { ownListing, pastListing, publicListing, searchSessions, type Listing } from './session-search.ts';

const mostSeats = 100;

export function createSessionDirectory(prisma: PrismaClient): SessionDirectory {
  const listed = async (userId: UserId, listing: Listing, query: ListQuery) => {
    const { ids, total } = await searchSessions(prisma, listing, query);
    const rows = await prisma.studySession.findMany({ where: { id: { in: ids } }, include: listedParts(userId) });
    const ordered = rows.toSorted((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id));
    return { items: ordered.map(listedCardOf), total };
  };
  return {
    create: (session) => create(prisma, session),
    async people(userIds) {
      const rows = await prisma.user.findMany({ where: { id: { in: [...userIds] }, kind: { not: 'DELETED' } } });
      return rows.map(personOf);
    },
    async seatsOf(userId) {
      const rows = await prisma.sessionParticipant.findMany({
        where: { userId, status: 'JOINED', session: { status: { in: ['SCHEDULED', 'ACTIVE'] } } },
        select: { sessionId: true },
        orderBy: { id: 'desc' },
        take: mostSeats,
      });
      return rows.map((row) => row.sessionId as SessionId);
    },
    async card(id) {
      const rows = await prisma.studySession.findUnique({ where: { id }, include: cardParts });
      return rows && cardOf(rows);
    },
    contents: (sessionId) => contents(prisma, sessionId),
    list: (userId, query) => listed(userId, ownListing(userId), query),
    browse: (userId, query) => listed(userId, publicListing(userId), query),
    async history(userId, query) {
      const { ids, total } = await searchSessions(prisma, pastListing(userId), query);
      return { items: await pastCards(prisma, userId, ids), total };
    },
    async analytics(userId, sessionId) {
      const [past] = await pastCards(prisma, userId, [sessionId]);
      return past?.analytics ?? null;
    },
    messages: (sessionId, page) => messagesBefore(prisma, sessionId, page),
    message: (sessionId, id) => findMessage(prisma, sessionId, id),
  };
}

async function create(prisma: PrismaClient, session: NewSession): Promise<void> {
  const { id, owner, settings, timer, invitations, title, description, subject, tags, ...rest } = session;
  const { isPublic, maxParticipants, ...shown } = settings;
  const createdAt = new Date(session.createdAt);
  const invited = invitations.map(({ userId }) => ({ userId, role: 'PARTICIPANT', status: 'INVITED' }) as const);
  await prisma.$transaction(async (tx) => {
    await tx.studySession.create({
      data: {
        id,
        title: storable(title),
        description: description === null ? null : storable(description),
        subject: subject === null ? null : storable(subject),
        tags: tags.map(storable),
        type: rest.type,
        inviteSecret: rest.inviteSecret,
        isPublic,
        maxParticipants,
        createdById: owner.userId,
        createdAt,
        scheduledAt: rest.scheduledAt === null ? null : new Date(rest.scheduledAt),
        settings: { create: { ...shown, timer } },
        participants: {
          createMany: {
            data: [{ userId: owner.userId, role: 'HOST', status: 'JOINED', joinedAt: createdAt }, ...invited],
          },
        },
      },
    });
    await tx.notification.createMany({ data: invitations.map(notificationRow) });
  }, patience);
}

async function contents(prisma: PrismaClient, sessionId: SessionId): ReturnType<SessionDirectory['contents']> {
  const rows = await prisma.studySession.findUnique({
    where: { id: sessionId },
    include: {
      settings: true,
      participants: { include: { user: true }, orderBy: { id: 'asc' } },
      goals: { orderBy: { order: 'asc' } },
    },
  });
  if (!rows) return null;
  return {
    settings: settingsOf(rows),
    timer: timerOf(rows),
    participants: rows.participants.flatMap(participantOf),
    goals: rows.goals.map(goalOf),
    summary: summaryOf(rows),
  };
}
