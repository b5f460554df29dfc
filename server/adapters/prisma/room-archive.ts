import { applyCommit } from '../../domain/apply.ts';
import type { StoredCommit } from '../../domain/room.ts';
import type { SessionId } from '../../protocol/ids.ts';
import { acceptedIn } from '../../rooms/accepted.ts';
import type { ArchivedRoom, RoomArchive } from '../../rooms/ports.ts';
import type { PrismaClient } from './generated/client.ts';
import { readCommits, readRoom, writeRoom } from './room-bodies.ts';
import { roomFromRows } from './room-genesis.ts';
import { patience, type Transaction } from './room-recordset.ts';
import { findMessage } from './session-messages.ts';

/** A session begins here: before anything has been recorded the room stands at this cursor. */
const genesis = { epoch: 1, rev: 0 } as const;

/** What the database knows of rooms: the last snapshot, and the commits that were recorded after it. */
export function createRoomArchive(prisma: PrismaClient): RoomArchive {
  return {
    // One view of the rows: a snapshot that is saved meanwhile takes commits away.
    load: (sessionId) =>
      prisma.$transaction((tx) => loadArchived(tx, sessionId), { ...patience, isolationLevel: 'RepeatableRead' }),
    take: (sessionId) =>
      prisma.$transaction(async (tx) => {
        await ensureSnapshot(tx, sessionId);
        // Taken again without having been released: the store lost it, and must never get the same epoch twice.
        await tx.$executeRaw`
          UPDATE "RoomSnapshot" s SET
            released = false,
            "liveEpoch" = CASE WHEN s.released THEN s."liveEpoch"
              ELSE GREATEST(s."liveEpoch", (SELECT c.epoch FROM "RecorderCursor" c WHERE c."sessionId" = ${sessionId})) + 1
            END
          WHERE s."sessionId" = ${sessionId}`;
      }, patience),
    async message(sessionId, messageId) {
      const found = await findMessage(prisma, sessionId, messageId);
      if (!found) return null;
      const { authorName: _, ...message } = found;
      return message;
    },
  };
}

/** As RoomArchive.load. */
export async function loadArchived(tx: Transaction, sessionId: SessionId): Promise<ArchivedRoom | null> {
  const snapshot = await tx.roomSnapshot.findUnique({ where: { sessionId } });
  if (!snapshot) {
    const room = await roomFromRows(tx, sessionId);
    return room && { ...genesis, room, released: true };
  }
  const base = readRoom(snapshot.body, `The snapshot of session ${sessionId}`);
  const batches = await tx.recordedCommits.findMany({
    where: { sessionId, rev: { gt: snapshot.rev } },
    orderBy: { rev: 'asc' },
  });
  const commits = batches
    .flatMap(({ rev, body }) => readCommits(body, `The commits of session ${sessionId} up to ${rev}`))
    .filter(({ rev }) => rev > snapshot.rev);
  const last: StoredCommit | undefined = commits.at(-1);
  const rev = last?.rev ?? snapshot.rev;
  const recorded = await tx.recorderCursor.findUnique({ where: { sessionId } });
  const hasGap = commits.some((commit, index) => commit.rev !== snapshot.rev + 1 + index);
  if (hasGap || (recorded && recorded.rev > rev)) throw new Error(`Commits of session ${sessionId} are missing`);
  const epoch = Math.max(snapshot.liveEpoch, last?.epoch ?? snapshot.epoch);
  const room = commits.reduce(applyCommit, base);
  return { epoch, rev, room, released: snapshot.released, accepted: acceptedIn(commits) };
}

/** What is recorded can only be read on top of the room it happened to: that is kept before the rows change. */
export async function ensureSnapshot(tx: Transaction, sessionId: SessionId): Promise<void> {
  const held = await tx.roomSnapshot.count({ where: { sessionId } });
  if (held > 0) return;
  const room = await roomFromRows(tx, sessionId);
  if (!room) throw new Error(`There is no session ${sessionId}`);
  const data = { ...genesis, sessionId, liveEpoch: genesis.epoch, released: true, body: writeRoom(room) };
  await tx.roomSnapshot.createMany({ data: [data], skipDuplicates: true });
}
