import type { SessionId } from '../../protocol/ids.ts';
import type { ChatChanges } from './room-changes.ts';
import { recordset, timestamp, type Transaction } from './room-recordset.ts';

/**
 * An id that is in the rows already stays as it is: a commandId may come again after 24 h, and must not stop the
 * recording. Nothing is added to a message that was deleted.
 */
export async function writeChat(tx: Transaction, sessionId: SessionId, chat: ChatChanges): Promise<void> {
  if (chat.sent.size > 0) {
    const rows = [...chat.sent.values()].map((message) => ({
      ...message,
      createdAt: timestamp(message.createdAt),
      editedAt: timestamp(message.editedAt),
      deletedAt: timestamp(message.deletedAt),
    }));
    await tx.$executeRaw`
      INSERT INTO "SessionMessage"
        ("sessionId", id, rev, "authorId", type, content, "createdAt", "editedAt", "deletedAt")
      SELECT ${sessionId}, x.id, x.rev, u.id, x.type::"MessageType", x.content, x."createdAt", x."editedAt", x."deletedAt"
      FROM jsonb_to_recordset(${recordset(rows)}::jsonb) AS x(id text, rev int, "authorId" text, type text, content text,
        "createdAt" timestamptz, "editedAt" timestamptz, "deletedAt" timestamptz)
      LEFT JOIN "User" u ON u.id = x."authorId"
      ON CONFLICT DO NOTHING`;
  }
  await rewriteMessages(tx, sessionId, chat);
  await writeReactions(tx, sessionId, chat);
}

async function rewriteMessages(tx: Transaction, sessionId: SessionId, { edited, deleted }: ChatChanges): Promise<void> {
  const rows = [...new Set([...edited.keys(), ...deleted.keys()])].map((id) => ({
    id,
    content: deleted.has(id) ? '' : edited.get(id)?.content,
    editedAt: timestamp(edited.get(id)?.editedAt),
    deletedAt: timestamp(deleted.get(id)),
  }));
  if (rows.length === 0) return;
  await tx.$executeRaw`
    UPDATE "SessionMessage" m SET
      content = x.content, "editedAt" = COALESCE(x."editedAt", m."editedAt"), "deletedAt" = x."deletedAt"
    FROM jsonb_to_recordset(${recordset(rows)}::jsonb)
      AS x(id text, content text, "editedAt" timestamptz, "deletedAt" timestamptz)
    WHERE m."sessionId" = ${sessionId} AND m.id = x.id AND m."deletedAt" IS NULL`;
  if (deleted.size === 0) return;
  await tx.messageReaction.deleteMany({ where: { sessionId, messageId: { in: [...deleted.keys()] } } });
}

async function writeReactions(tx: Transaction, sessionId: SessionId, { reactions }: ChatChanges): Promise<void> {
  const rows = [...reactions.values()].map(({ at, ...rest }) => ({ ...rest, createdAt: timestamp(at) }));
  const given = recordset(rows.filter(({ createdAt }) => createdAt !== null));
  const takenBack = recordset(rows.filter(({ createdAt }) => createdAt === null));
  if (takenBack !== '[]') {
    await tx.$executeRaw`
      DELETE FROM "MessageReaction" r
      USING jsonb_to_recordset(${takenBack}::jsonb) AS x("messageId" text, "userId" text, emoji text)
      WHERE r."sessionId" = ${sessionId} AND r."messageId" = x."messageId" AND r."userId" = x."userId"
        AND r.emoji = x.emoji`;
  }
  if (given !== '[]') {
    await tx.$executeRaw`
      INSERT INTO "MessageReaction" ("sessionId", "messageId", "userId", emoji, "createdAt")
      SELECT ${sessionId}, m.id, u.id, x.emoji, x."createdAt"
      FROM jsonb_to_recordset(${given}::jsonb)
        AS x("messageId" text, "userId" text, emoji text, "createdAt" timestamptz)
      JOIN "SessionMessage" m ON m."sessionId" = ${sessionId} AND m.id = x."messageId" AND m."deletedAt" IS NULL
      JOIN "User" u ON u.id = x."userId"
      ON CONFLICT DO NOTHING`;
  }
}
