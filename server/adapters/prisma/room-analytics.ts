import { overlapMs, participationScore, type Span } from '../../people/sessions/focus.ts';
import type { SessionId } from '../../protocol/ids.ts';
import type { Transaction } from './room-recordset.ts';

/**
 * What a session came to, from its rows as they stand when it has ended.
 *
 * - totalMessages: messages of people that were not deleted
 * - totalParticipants: people who ever joined
 * - goalsTotal, goalsCompleted: goals on the list at the end, and those ticked
 * - completedWorkPhases: WORK phases that ran to their end
 * - durationMs: from start to end; 0 if it was ended without having started
 * - focusMs, avgParticipationScore: see people/sessions/focus.ts; focus of everybody together
 */
export async function writeAnalytics(tx: Transaction, sessionId: SessionId, endedAt: number): Promise<void> {
  const { startedAt } = await tx.studySession.findUniqueOrThrow({
    where: { id: sessionId },
    select: { startedAt: true },
  });
  const whole: Span = { startedAt: startedAt?.getTime() ?? endedAt, endedAt };
  const stays = (await tx.attendanceInterval.findMany({ where: { sessionId } })).map((row) => ({
    startedAt: row.startedAt.getTime(),
    endedAt: row.endedAt?.getTime() ?? endedAt,
  }));
  const work = (await tx.timerPhase.findMany({ where: { sessionId, phase: 'WORK' } })).map((row) => ({
    startedAt: row.startedAt.getTime(),
    endedAt: row.endedAt.getTime(),
  }));
  const totalParticipants = await tx.sessionParticipant.count({ where: { sessionId, joinedAt: { not: null } } });
  const durationMs = whole.endedAt - whole.startedAt;
  const data = {
    totalMessages: await tx.sessionMessage.count({ where: { sessionId, type: { not: 'SYSTEM' }, deletedAt: null } }),
    totalParticipants,
    goalsTotal: await tx.sessionGoal.count({ where: { sessionId } }),
    goalsCompleted: await tx.sessionGoal.count({ where: { sessionId, completedAt: { not: null } } }),
    completedWorkPhases: work.length,
    durationMs,
    focusMs: overlapMs(stays, work),
    avgParticipationScore: participationScore(overlapMs(stays, [whole]), totalParticipants, durationMs),
    createdAt: new Date(endedAt),
  };
  await tx.sessionAnalytics.upsert({ where: { sessionId }, create: { sessionId, ...data }, update: data });
}
