import type { GoalId, SessionId } from '../../protocol/ids.ts';
import type { GoalChanges } from './room-changes.ts';
import { reordered } from './room-projection-talk.ts';
import { recordset, timestamp, type Transaction } from './room-recordset.ts';

export async function writeGoals(tx: Transaction, sessionId: SessionId, goals: GoalChanges): Promise<void> {
  const { added, changed, removed, order } = goals;
  const before = order.length > 0 ? await goalOrder(tx, sessionId) : [];
  const after = reordered(before, order);
  if (removed.size > 0) await tx.sessionGoal.deleteMany({ where: { sessionId, id: { in: [...removed] } } });
  const rows = [...added.values(), ...[...changed].map(([id, part]) => ({ id, ...part }))].map((goal) => ({
    ...goal,
    completion: goal.isCompleted !== undefined,
    completedAt: timestamp(goal.completedAt),
    createdAt: timestamp(goal.createdAt),
  }));
  const fresh = rows.filter(({ id }) => added.has(id));
  if (fresh.length > 0) {
    await tx.$executeRaw`
      INSERT INTO "SessionGoal" ("sessionId", id, title, "order", "createdById", "createdAt")
      SELECT ${sessionId}, x.id, x.title, 0, u.id, x."createdAt"
      FROM jsonb_to_recordset(${recordset(fresh)}::jsonb)
        AS x(id text, title text, "createdBy" text, "createdAt" timestamptz)
      LEFT JOIN "User" u ON u.id = x."createdBy"
      ON CONFLICT DO NOTHING`;
  }
  if (rows.length > 0) {
    await tx.$executeRaw`
      UPDATE "SessionGoal" g SET
        title = COALESCE(x.title, g.title),
        description = COALESCE(x.description, g.description),
        "completedAt" = CASE WHEN x.completion THEN x."completedAt" ELSE g."completedAt" END,
        "completedById" = CASE WHEN x.completion
          THEN (SELECT u.id FROM "User" u WHERE u.id = x."completedBy") ELSE g."completedById" END
      FROM jsonb_to_recordset(${recordset(rows)}::jsonb) AS x(id text, title text, description text,
        completion boolean, "completedAt" timestamptz, "completedBy" text)
      WHERE g."sessionId" = ${sessionId} AND g.id = x.id`;
  }
  const moved = after.flatMap((id, index) => (before[index] === id && !added.has(id) ? [] : [{ id, order: index }]));
  if (moved.length > 0) {
    await tx.$executeRaw`
      UPDATE "SessionGoal" g SET "order" = x."order"
      FROM jsonb_to_recordset(${recordset(moved)}::jsonb) AS x(id text, "order" int)
      WHERE g."sessionId" = ${sessionId} AND g.id = x.id`;
  }
}

async function goalOrder(tx: Transaction, sessionId: SessionId): Promise<GoalId[]> {
  const rows = await tx.sessionGoal.findMany({ where: { sessionId }, orderBy: { order: 'asc' }, select: { id: true } });
  return rows.map(({ id }) => id as GoalId);
}
