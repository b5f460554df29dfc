import type { SessionId } from '../../protocol/ids.ts';
import type { Changes, CompletedPhase } from './room-changes.ts';
import { recordset, timestamp, type Transaction } from './room-recordset.ts';

/** A row that names a user who was deleted cannot be found or made any more; the rest is written all the same. */
export async function writePeople(tx: Transaction, sessionId: SessionId, changes: Changes): Promise<void> {
  const { people, hostChanged } = changes;
  const rows = [...people].map(([userId, one]) => ({
    ...one,
    userId,
    joinedAt: timestamp(one.joinedAt),
    leftAt: timestamp(one.leftAt),
    moved: one.leftAt !== undefined,
  }));
  const fresh = rows.filter((row) => row.fresh);
  if (fresh.length > 0) {
    await tx.$executeRaw`
      INSERT INTO "SessionParticipant" ("sessionId", "userId", role, status)
      SELECT ${sessionId}, x."userId", x.role::"SessionRole", x.status::"ParticipantStatus"
      FROM jsonb_to_recordset(${recordset(fresh)}::jsonb) AS x("userId" text, role text, status text)
      JOIN "User" u ON u.id = x."userId"
      ON CONFLICT DO NOTHING`;
  }
  if (hostChanged) {
    await tx.sessionParticipant.updateMany({ where: { sessionId, role: 'HOST' }, data: { role: 'PARTICIPANT' } });
  }
  if (rows.length > 0) {
    await tx.$executeRaw`
      UPDATE "SessionParticipant" p SET
        role = COALESCE(x.role::"SessionRole", p.role),
        status = COALESCE(x.status::"ParticipantStatus", p.status),
        "joinedAt" = COALESCE(p."joinedAt", x."joinedAt"),
        "leftAt" = CASE WHEN x.moved THEN x."leftAt" ELSE p."leftAt" END
      FROM jsonb_to_recordset(${recordset(rows)}::jsonb)
        AS x("userId" text, role text, status text, "joinedAt" timestamptz, "leftAt" timestamptz, moved boolean)
      WHERE p."sessionId" = ${sessionId} AND p."userId" = x."userId"`;
  }
}

export async function writeAttendance(tx: Transaction, sessionId: SessionId, changes: Changes): Promise<void> {
  const stays = [...changes.attendance];
  const earlier = stays.flatMap(([userId, { earlier }]) =>
    earlier ? [{ userId, endedAt: timestamp(earlier.endedAt) }] : [],
  );
  if (earlier.length > 0) {
    await tx.$executeRaw`
      UPDATE "AttendanceInterval" a SET "endedAt" = x."endedAt"
      FROM jsonb_to_recordset(${recordset(earlier)}::jsonb) AS x("userId" text, "endedAt" timestamptz)
      WHERE a.id = (
        SELECT last.id FROM "AttendanceInterval" last
        WHERE last."sessionId" = ${sessionId} AND last."userId" = x."userId"
        ORDER BY last."startedAt" DESC LIMIT 1)`;
  }
  const later = stays.flatMap(([userId, { later }]) =>
    later.map((one) => ({ userId, startedAt: timestamp(one.startedAt), endedAt: timestamp(one.endedAt) })),
  );
  if (later.length > 0) {
    await tx.$executeRaw`
      INSERT INTO "AttendanceInterval" ("sessionId", "userId", "startedAt", "endedAt")
      SELECT ${sessionId}, x."userId", x."startedAt", x."endedAt"
      FROM jsonb_to_recordset(${recordset(later)}::jsonb)
        AS x("userId" text, "startedAt" timestamptz, "endedAt" timestamptz)
      JOIN "User" u ON u.id = x."userId"
      ON CONFLICT ("sessionId", "userId", "startedAt") DO UPDATE SET "endedAt" = EXCLUDED."endedAt"`;
  }
}

export async function writePhases(
  tx: Transaction,
  sessionId: SessionId,
  phases: readonly CompletedPhase[],
): Promise<void> {
  if (phases.length === 0) return;
  const data = phases.map(({ startedAt, endedAt, participantIds, ...rest }) => ({
    ...rest,
    sessionId,
    participantIds: [...participantIds],
    startedAt: new Date(startedAt),
    endedAt: new Date(endedAt),
  }));
  await tx.timerPhase.createMany({ data, skipDuplicates: true });
}
