import { reuse, reuseList } from '../reuse.ts';
import type { UserId } from '../../../server/protocol/ids.ts';
import type { Message } from '../../../server/protocol/room.ts';
import { predict } from './prediction.ts';
import { deliveriesBy, sent, type Scene } from './scene.ts';
import type { ChatEntry, ChatView, PendingCommand } from './session-state.ts';

interface Archive {
  readonly older: readonly Message[];
  readonly status: ChatView['older'];
  readonly name: (userId: UserId) => string | null;
}

/** The chat as it is shown. What is the same as in the view before keeps its identity. */
export function chatView(scene: Scene, archive: Archive, before: ChatView): ChatView {
  const { told, shown, userId, pending } = scene;
  const deliveries = deliveriesBy(pending, chatTarget);
  const known = new Map(before.entries.map((entry) => [entry.message.id, entry]));
  const predicted = new Map(shown.chat.recent.map((message) => [message.id, message]));
  // Live state keeps so many messages; what is pending pushes none of those told out of view, nor is it pushed out.
  const there = [...archived(scene, archive.older), ...told.chat.recent];
  const arrived = new Set(there.map(({ id }) => id));
  const own = ownMessages(pending, userId).filter(({ id }) => !arrived.has(id));
  const messages = [...there, ...own].map(
    (message) => predicted.get(message.id) ?? reuse(known.get(message.id)?.message, message),
  );
  const entries = messages.map((message) => {
    const { authorId } = message;
    const author = authorId ? told.participants[authorId] : undefined;
    const authorName = authorId && (author?.name ?? archive.name(authorId));
    const authorColor = author?.avatarColor ?? null;
    const delivery = deliveries.get(message.id) ?? sent;
    return reuse<ChatEntry>(known.get(message.id), { message, authorName, authorColor, delivery });
  });
  return reuse(before, {
    entries: reuseList(before.entries, entries),
    total: told.chat.total,
    older: reuse(before.older, archive.status),
  });
}

/** Pages of the archive with what is pending played over them, as over live state. */
function archived({ told, userId, pending }: Scene, older: readonly Message[]): readonly Message[] {
  const changes = pending.filter(({ name, delivery }) => delivery.kind === 'pending' && changesMessage(name));
  if (older.length === 0 || changes.length === 0) return older;
  const room = { ...told, chat: { recent: [...older], total: told.chat.total } };
  return predict(room, userId, changes).chat.recent;
}

const changesMessage = (name: string): boolean =>
  name === 'chat:edit' || name === 'chat:delete' || name === 'chat:react';

const untouched = { editedAt: null, deletedAt: null, reactions: {} };

/** What this person sent and has not seen arrive, refused or not, in the order given. */
function ownMessages(pending: readonly PendingCommand[], authorId: UserId): Message[] {
  return pending.flatMap((command): Message[] => {
    if (command.name !== 'chat:send') return [];
    const { content } = command.args;
    const id = command.commandId as string as Message['id'];
    return [{ id, authorId, type: 'TEXT', content, createdAt: command.givenAt, ...untouched }];
  });
}

function chatTarget(command: PendingCommand): string | null {
  switch (command.name) {
    case 'chat:send':
      return command.commandId;
    case 'chat:edit':
    case 'chat:delete':
    case 'chat:react':
      return command.args.messageId;
    default:
      return null;
  }
}
