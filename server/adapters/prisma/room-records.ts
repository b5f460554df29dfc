import type { StoredCommit } from '../../domain/room.ts';
import type { Notify } from '../../people/notifications/notification.ts';
import type { Cursor } from '../../protocol/events.ts';
import type { SessionId } from '../../protocol/ids.ts';
import type { RoomRecords, StoredRoom } from '../../rooms/ports.ts';
import type { PrismaClient } from './generated/client.ts';
import { writeAnalytics } from './room-analytics.ts';
import { ensureSnapshot } from './room-archive.ts';
import { writeCommits, writeRoom } from './room-bodies.ts';
import type { Changes } from './room-changes.ts';
import { showsInLists, tell, type Told } from './room-notices.ts';
import { changesOf } from './room-projection.ts';
import { patience, type Transaction } from './room-recordset.ts';
import { writeChat } from './room-rows-chat.ts';
import { writeGoals } from './room-rows-goals.ts';
import { writeAttendance, writePeople, writePhases } from './room-rows-people.ts';
import { writeSession } from './room-rows-session.ts';

export type RecordsOptions = {
  /** Called for each notification after the transaction that stored it. */
  readonly notify: Notify;
  /** Of a session that anybody may find, something was recorded that lists show. */
  readonly onPublicChange: () => void;
  readonly newId: () => string;
};

/**
 * Each batch of commits becomes rows in one transaction with the cursor behind it. The cursor is moved first, by
 * compare-and-set: of two recorders with the same batch one waits for the other's row lock, and then finds it moved.
 * A batch that cannot be written throws every time, so that the recorder reports it until somebody has mended it.
 */
export function createRoomRecords(
  prisma: PrismaClient,
  { notify, onPublicChange, newId }: RecordsOptions,
): RoomRecords {
  return {
    async cursor(sessionId) {
      const row = await prisma.recorderCursor.findUnique({ where: { sessionId } });
      return row && { epoch: row.epoch, rev: row.rev };
    },
    async taken(sessionId) {
      const row = await prisma.roomSnapshot.findUnique({ where: { sessionId }, select: { liveEpoch: true } });
      return row?.liveEpoch ?? 0;
    },
    async record(sessionId, from, commits, taken) {
      const last = lastOf(sessionId, from, commits);
      if (!last) return true;
      const changes = changesOf(commits);
      const told = await prisma.$transaction(async (tx): Promise<Told[] | null> => {
        if (taken !== undefined && (await takenBy(tx, sessionId)) !== taken) return null;
        if (!(await moveCursor(tx, sessionId, from, last))) return null;
        if (from === null) await ensureSnapshot(tx, sessionId);
        const { epoch, rev } = last;
        const body = writeCommits(commits);
        await tx.recordedCommits.create({ data: { sessionId, epoch, rev, firstRev: commits[0]?.rev ?? rev, body } });
        await writeRows(tx, sessionId, changes);
        return tell(tx, sessionId, changes, { at: last.at, newId });
      }, patience);
      for (const { userId, notification } of told ?? []) notify(userId, notification);
      if (told && showsInLists(changes) && (await isPublicNow(prisma, sessionId, changes))) onPublicChange();
      return told !== null;
    },
    saveSnapshot: (sessionId, room, released) =>
      prisma.$transaction((tx) => saveSnapshot(tx, sessionId, room, released), patience),
  };
}

/** Or was until now. */
async function isPublicNow(prisma: PrismaClient, sessionId: SessionId, { settings }: Changes): Promise<boolean> {
  if (settings.isPublic !== undefined) return true;
  const row = await prisma.studySession.findUnique({ where: { id: sessionId }, select: { isPublic: true } });
  return row?.isPublic ?? false;
}

/** The last commit, once it is sure that the commits continue the cursor: a gap could never be mended. */
function lastOf(sessionId: SessionId, from: Cursor | null, commits: readonly StoredCommit[]): StoredCommit | undefined {
  const first = (from?.rev ?? 0) + 1;
  const astray = commits.find(({ rev, epoch }, index) => rev !== first + index || epoch < (from?.epoch ?? 0));
  if (astray) throw new Error(`${astray.epoch}.${astray.rev} of session ${sessionId} does not continue its records`);
  return commits.at(-1);
}

/** As `taken`, and so it stays until the end of the transaction: whoever takes the room waits, and then sees its commits. */
async function takenBy(tx: Transaction, sessionId: SessionId): Promise<number> {
  const [row] = await tx.$queryRaw<{ liveEpoch: number }[]>`
    SELECT "liveEpoch" FROM "RoomSnapshot" WHERE "sessionId" = ${sessionId} FOR SHARE`;
  return row?.liveEpoch ?? 0;
}

async function moveCursor(tx: Transaction, sessionId: SessionId, from: Cursor | null, to: Cursor): Promise<boolean> {
  const { epoch, rev } = to;
  const { count } = from
    ? await tx.recorderCursor.updateMany({
        where: { sessionId, epoch: from.epoch, rev: from.rev },
        data: { epoch, rev },
      })
    : await tx.recorderCursor.createMany({ data: [{ sessionId, epoch, rev }], skipDuplicates: true });
  return count === 1;
}

async function writeRows(tx: Transaction, sessionId: SessionId, changes: Changes): Promise<void> {
  await writeSession(tx, sessionId, changes);
  await writePeople(tx, sessionId, changes);
  await writeAttendance(tx, sessionId, changes);
  await writePhases(tx, sessionId, changes.phases);
  await writeChat(tx, sessionId, changes.chat);
  await writeGoals(tx, sessionId, changes.goals);
  const { endedAt, status } = changes.session;
  if (status === 'COMPLETED' && endedAt !== undefined) await writeAnalytics(tx, sessionId, endedAt);
}

/**
 * An older copy never takes the place of a newer one. `released` holds only if the store was not given the room anew
 * since: a node that was about to let it go may come late.
 */
async function saveSnapshot(tx: Transaction, sessionId: SessionId, stored: StoredRoom, released: boolean) {
  const { epoch, rev, room } = stored;
  const saved = await tx.$executeRaw`
    INSERT INTO "RoomSnapshot" ("sessionId", epoch, rev, "liveEpoch", body, released, "updatedAt")
    VALUES (${sessionId}, ${epoch}, ${rev}, ${epoch}, ${writeRoom(room)}, ${released}, now())
    ON CONFLICT ("sessionId") DO UPDATE SET
      epoch = EXCLUDED.epoch, rev = EXCLUDED.rev, body = EXCLUDED.body, "updatedAt" = EXCLUDED."updatedAt",
      released = EXCLUDED.released AND "RoomSnapshot"."liveEpoch" <= EXCLUDED."liveEpoch",
      "liveEpoch" = GREATEST("RoomSnapshot"."liveEpoch", EXCLUDED."liveEpoch")
    WHERE ("RoomSnapshot".epoch, "RoomSnapshot".rev) <= (EXCLUDED.epoch, EXCLUDED.rev)`;
  if (saved > 0) await tx.recordedCommits.deleteMany({ where: { sessionId, rev: { lte: rev } } });
}
