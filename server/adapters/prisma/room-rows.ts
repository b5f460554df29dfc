import type { StoredCommit } from '../../domain/room.ts';
import type { Cursor } from '../../protocol/events.ts';
import type { SessionId } from '../../protocol/ids.ts';
import type { ArchivedRoom } from '../../rooms/ports.ts';
import type { PrismaClient } from './generated/client.ts';
import { loadArchived } from './room-archive.ts';
import { readCommits } from './room-bodies.ts';
import { patience } from './room-recordset.ts';

/** All that the database has of a room, as of one moment. */
export type RecordedRoom = {
  /** Null if nothing has been recorded. */
  readonly cursor: Cursor | null;
  readonly archived: ArchivedRoom;
  /** As they were recorded, after the snapshot. */
  readonly commits: readonly StoredCommit[];
  readonly rows: RoomRows;
};

/** What the rows of the lists and the history say of a room. */
export type RoomRows = {
  readonly status: string;
  readonly messages: number;
  readonly goals: readonly { readonly id: string; readonly isCompleted: boolean }[];
  readonly joined: readonly string[];
  /** Who is there: their last interval is open. */
  readonly attending: readonly string[];
};

/** Null if there is no such session. */
export function readRecorded(prisma: PrismaClient, sessionId: SessionId): Promise<RecordedRoom | null> {
  const where = { sessionId };
  return prisma.$transaction(
    async (tx) => {
      const archived = await loadArchived(tx, sessionId);
      if (!archived) return null;
      const cursor = await tx.recorderCursor.findUnique({ where, select: { epoch: true, rev: true } });
      const batches = await tx.recordedCommits.findMany({ where, orderBy: { firstRev: 'asc' } });
      const session = await tx.studySession.findUniqueOrThrow({ where: { id: sessionId }, select: { status: true } });
      const goals = await tx.sessionGoal.findMany({ where, orderBy: { order: 'asc' } });
      const joined = await tx.sessionParticipant.findMany({ where: { ...where, status: 'JOINED' } });
      const stays = await tx.attendanceInterval.findMany({ where: { ...where, endedAt: null } });
      const ids = (rows: readonly { userId: string | null }[]) => rows.flatMap(({ userId }) => userId ?? []).toSorted();
      return {
        cursor,
        archived,
        commits: batches.flatMap(({ rev, body }) => readCommits(body, `The recorded commits up to ${rev}`)),
        rows: {
          status: session.status,
          messages: await tx.sessionMessage.count({ where }),
          goals: goals.map(({ id, completedAt }) => ({ id, isCompleted: completedAt !== null })),
          joined: ids(joined),
          attending: ids(stays),
        },
      };
    },
    { ...patience, isolationLevel: 'RepeatableRead' },
  );
}
