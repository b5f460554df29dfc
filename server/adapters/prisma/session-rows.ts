import type { ListedCard, SessionCard, SessionSummary } from '../../people/sessions/ports.ts';
import { sessionId, type GoalId, type UserId } from '../../protocol/ids.ts';
import type { Goal } from '../../protocol/room.ts';
import type { Prisma, SessionGoal, StudySession } from './generated/client.ts';
import { personOf } from './room-genesis.ts';

/** What a card is made of. */
export const cardParts = {
  createdBy: true,
  _count: { select: { participants: { where: { status: 'JOINED' } } } },
} as const satisfies Prisma.StudySessionInclude;
export type CardRows = Prisma.StudySessionGetPayload<{ include: typeof cardParts }>;

export const timeOf = (date: Date): number => date.getTime();
export const timeOrNull = (date: Date | null): number | null => date?.getTime() ?? null;

export function cardOf(rows: CardRows): SessionCard {
  const { createdBy, _count: counted } = rows;
  return {
    id: sessionId.parse(rows.id),
    title: rows.title,
    description: rows.description,
    type: rows.type,
    status: rows.status,
    subject: rows.subject,
    tags: rows.tags,
    isPublic: rows.isPublic,
    maxParticipants: rows.maxParticipants,
    participantCount: counted.participants,
    createdBy: createdBy && createdBy.kind !== 'DELETED' ? personOf(createdBy) : null,
    inviteSecret: rows.inviteSecret,
    createdAt: timeOf(rows.createdAt),
    scheduledAt: timeOrNull(rows.scheduledAt),
    startedAt: timeOrNull(rows.startedAt),
    endedAt: timeOrNull(rows.endedAt),
  };
}

/** As cardParts, with what the person is to the session. */
export const listedParts = (userId: UserId) =>
  ({
    ...cardParts,
    participants: { where: { userId, status: 'JOINED' } },
  }) as const satisfies Prisma.StudySessionInclude;

export function listedCardOf(rows: CardRows & { participants: readonly object[] }): ListedCard {
  return { card: cardOf(rows), joined: rows.participants.length > 0 };
}

export function summaryOf({ aiSummary, aiKeyPoints, aiTodos, aiSummaryAt }: StudySession): SessionSummary | null {
  if (aiSummary === null || aiSummaryAt === null) return null;
  return { text: aiSummary, keyPoints: aiKeyPoints, todos: aiTodos, madeAt: timeOf(aiSummaryAt) };
}

export const goalOf = (row: SessionGoal): Goal => ({
  id: row.id as GoalId,
  title: row.title,
  description: row.description,
  isCompleted: row.completedAt !== null,
  completedAt: timeOrNull(row.completedAt),
  completedBy: row.completedById as UserId | null,
  createdBy: row.createdById as UserId | null,
  createdAt: timeOf(row.createdAt),
});
