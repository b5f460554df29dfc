import type { CommandOf } from '../protocol/commands.ts';
import type { MessageId, UserId } from '../protocol/ids.ts';
import type { Message, RoomState } from '../protocol/room.ts';
import { accept, reject, unchanged, type Decision, type Facts } from './decision.ts';
import { limits } from './limits.ts';
import { isHost } from './policy.ts';

export function send(state: RoomState, userId: UserId, { content }: CommandOf<'chat:send'>, facts: Facts): Decision {
  if (isMuted(state, userId)) return muted;
  const id = facts.commandId as string as MessageId;
  if (state.chat.recent.some((message) => message.id === id)) return reject('CONFLICT', 'This id is taken');
  const message: Message = {
    id,
    authorId: userId,
    type: 'TEXT',
    content,
    createdAt: facts.now,
    editedAt: null,
    deletedAt: null,
    reactions: {},
  };
  return accept([{ type: 'chat.sent', message }], { messageId: id });
}

export function edit(state: RoomState, userId: UserId, command: CommandOf<'chat:edit'>, facts: Facts): Decision {
  const message = find(state, command.messageId, facts);
  if (!message) return missing;
  if (message.authorId !== userId) return reject('FORBIDDEN', 'Only its author may edit a message');
  if (isMuted(state, userId)) return muted;
  if (message.content === command.content) return unchanged;
  const { messageId, content } = command;
  return accept([{ type: 'chat.edited', messageId, content, editedAt: facts.now }]);
}

export function remove(state: RoomState, userId: UserId, command: CommandOf<'chat:delete'>, facts: Facts): Decision {
  const message = find(state, command.messageId, facts);
  if (!message) return missing;
  if (message.authorId !== userId && !isHost(state, userId)) {
    return reject('FORBIDDEN', 'Only its author or a host may delete a message');
  }
  return accept([{ type: 'chat.deleted', messageId: command.messageId, deletedAt: facts.now }]);
}

export function react(state: RoomState, userId: UserId, command: CommandOf<'chat:react'>, facts: Facts): Decision {
  const message = find(state, command.messageId, facts);
  if (!message) return missing;
  const given = message.reactions[command.emoji];
  const on = !given?.includes(userId);
  if (!given && Object.keys(message.reactions).length >= limits.reactionsPerMessage) {
    return reject('CONFLICT', 'This message has as many kinds of reaction as it can hold');
  }
  const { messageId, emoji } = command;
  return accept([{ type: 'chat.reacted', messageId, emoji, userId, on }], { on });
}

/** Who becomes a host may speak again: nobody could unmute the one who leads. */
const isMuted = (state: RoomState, userId: UserId): boolean =>
  state.participants[userId]?.chatMuted === true && !isHost(state, userId);

const muted = reject('FORBIDDEN', 'A host has muted you in the chat');
const missing = reject('NOT_FOUND', 'There is no such message');

/** The message a command names, from live state or else from the archive; nothing if it was deleted. */
function find(state: RoomState, id: MessageId, facts: Facts): Message | null {
  const message = state.chat.recent.find((one) => one.id === id) ?? facts.message;
  return message?.id === id && message.deletedAt === null ? message : null;
}

/** The message for which `decide` needs the archive, because it has left the live state. */
export function wantedMessage(state: RoomState, command: { type: string; messageId?: MessageId }): MessageId | null {
  const { messageId } = command;
  if (!messageId || state.chat.total <= state.chat.recent.length) return null;
  return state.chat.recent.some(({ id }) => id === messageId) ? null : messageId;
}
