import { react } from '../../domain/fold.ts';
import type { NamedMessage } from '../../people/sessions/ports.ts';
import type { MessageId, SessionId, UserId } from '../../protocol/ids.ts';
import type { Message } from '../../protocol/room.ts';
import type { Prisma, PrismaClient } from './generated/client.ts';
import { timeOf, timeOrNull } from './session-rows.ts';

const parts = { author: true, reactions: { orderBy: { createdAt: 'asc' } } } as const;
type Rows = Prisma.SessionMessageGetPayload<{ include: typeof parts }>;

/** As SessionDirectory.messages. */
export async function messagesBefore(
  prisma: PrismaClient,
  sessionId: SessionId,
  { limit, before }: { limit: number; before: string | undefined },
): Promise<NamedMessage[] | null> {
  const bound = before === undefined ? null : await findRow(prisma, sessionId, before);
  if (before !== undefined && !bound) return null;
  const rows = await prisma.sessionMessage.findMany({
    where: { sessionId, ...(bound && { rev: { lt: bound.rev } }) },
    include: parts,
    orderBy: { rev: 'desc' },
    take: limit,
  });
  return rows.map(messageOf);
}

export async function findMessage(
  prisma: PrismaClient,
  sessionId: SessionId,
  id: string,
): Promise<NamedMessage | null> {
  const row = await findRow(prisma, sessionId, id);
  return row && messageOf(row);
}

const findRow = (prisma: PrismaClient, sessionId: SessionId, id: string) =>
  prisma.sessionMessage.findUnique({ where: { sessionId_id: { sessionId, id } }, include: parts });

function messageOf(row: Rows): NamedMessage {
  const message: Message = {
    id: row.id as MessageId,
    authorId: row.authorId as UserId | null,
    type: row.type,
    content: row.content,
    createdAt: timeOf(row.createdAt),
    editedAt: timeOrNull(row.editedAt),
    deletedAt: timeOrNull(row.deletedAt),
    reactions: {},
  };
  const authorName = row.author && row.author.kind !== 'DELETED' ? row.author.name : null;
  const reacted = row.reactions.reduce((one, { emoji, userId }) => react(one, emoji, userId as UserId, true), message);
  return { ...reacted, authorName };
}
