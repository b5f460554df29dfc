import { overlapMs } from '../../people/sessions/focus.ts';
import type { PastCard } from '../../people/sessions/ports.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { PastSession } from '../../protocol/rest/sessions.ts';
import type { PrismaClient, SessionAnalytics } from './generated/client.ts';
import { listedCardOf, listedParts, summaryOf, timeOf } from './session-rows.ts';

/** Completed sessions, in the order of their ids, with what they came to for all and for this person. */
export async function pastCards(prisma: PrismaClient, userId: UserId, ids: string[]): Promise<PastCard[]> {
  const parts = {
    ...listedParts(userId),
    analytics: true,
    attendance: { where: { userId } },
    timerPhases: { where: { phase: 'WORK' } },
  } as const;
  const rows = await prisma.studySession.findMany({ where: { id: { in: ids } }, include: parts });
  const cards = rows.map((row): PastCard => {
    const listed = listedCardOf(row);
    const { startedAt, endedAt } = listed.card;
    const stays = row.attendance.map((stay) => ({
      startedAt: timeOf(stay.startedAt),
      endedAt: stay.endedAt ? timeOf(stay.endedAt) : (endedAt ?? timeOf(stay.startedAt)),
    }));
    const work = row.timerPhases.map((phase) => ({
      startedAt: timeOf(phase.startedAt),
      endedAt: timeOf(phase.endedAt),
    }));
    const whole = startedAt !== null && endedAt !== null ? [{ startedAt, endedAt }] : [];
    const mine = { attendedMs: overlapMs(stays, whole), focusMs: overlapMs(stays, work) };
    return { ...listed, analytics: row.analytics && analyticsOf(row.analytics, mine), summary: summaryOf(row) };
  });
  return cards.toSorted((one, other) => ids.indexOf(one.card.id) - ids.indexOf(other.card.id));
}

type Analytics = NonNullable<PastSession['analytics']>;

const analyticsOf = (row: SessionAnalytics, mine: Analytics['mine']): Analytics => ({
  totalMessages: row.totalMessages,
  totalParticipants: row.totalParticipants,
  goalsCompleted: row.goalsCompleted,
  goalsTotal: row.goalsTotal,
  focusMs: Number(row.focusMs),
  completedWorkPhases: row.completedWorkPhases,
  mine,
});
