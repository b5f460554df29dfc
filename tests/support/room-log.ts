import { randomUUID } from 'node:crypto';
import { openRoom, type Room, type StoredCommit } from '../../server/domain/room.ts';
import type { Cursor } from '../../server/protocol/events.ts';
import type { CommandId, MessageId, SessionId, UserId } from '../../server/protocol/ids.ts';
import { defaultSettings } from '../../server/protocol/defaults.ts';
import type { Entry, RoomStore, StoredRoom } from '../../server/rooms/ports.ts';

export const newSessionId = () => randomUUID() as SessionId;
export const newUserId = () => randomUUID() as UserId;
export const newCommandId = () => randomUUID() as CommandId;

export const ada = newUserId();
export const origin: Cursor = { epoch: 0, rev: 0 };
const at = Date.UTC(2026, 2, 1);

export function newRoom(sessionId: SessionId, title = 'Analysis'): Room {
  const owner = { userId: ada, name: 'Ada', avatarUrl: null };
  const genesis = { sessionId, title, type: 'GROUP', owner, settings: defaultSettings, invited: [] } as const;
  return openRoom({ ...genesis, inviteSecret: 'secret', createdAt: at });
}

/** A room in the store in which nothing has happened. */
export async function given(store: RoomStore, cursor: Cursor = origin, sessionId = newSessionId()): Promise<SessionId> {
  await store.open(sessionId, { ...cursor, room: newRoom(sessionId) });
  return sessionId;
}

/** Ada writes in the chat, in the commit after the cursor. */
export function said(after: Cursor, content = 'hello', commandId = newCommandId(), actorId = ada): Entry {
  const { epoch, rev } = { epoch: after.epoch, rev: after.rev + 1 };
  const id = commandId as string as MessageId;
  const message = { id, authorId: actorId, type: 'TEXT', content, createdAt: at + rev } as const;
  const sent = { type: 'chat.sent', message: { ...message, editedAt: null, deletedAt: null, reactions: {} } } as const;
  const commit: StoredCommit = { epoch, rev, at: at + rev, actorId, commandId, events: [sent] };
  return { commit, command: { actorId, commandId, answer: { epoch, rev, result: { messageId: id } } } };
}

/** One sentence after the other, in as many commits. */
export const saidAll = (after: Cursor, contents: readonly string[]): Entry[] =>
  contents.map((content, index) => said({ epoch: after.epoch, rev: after.rev + index }, content));

export const commitsOf = (entries: readonly Entry[]): StoredCommit[] => entries.map(({ commit }) => commit);
export const heard = (stored: StoredRoom | null) => stored?.room.state.chat.recent.map(({ content }) => content);
