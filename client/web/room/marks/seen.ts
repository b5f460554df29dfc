import type { SessionId } from '../../../../server/protocol/ids.ts';
import type { RoomState } from '../../../../server/protocol/room.ts';
import type { ChatView } from '../../../sdk/index.ts';
import { writable, type Writable } from '../../../sdk/readable.ts';
import { recallInTab, rememberInTab } from '../tab-memory.ts';

/** What of a room has been in view in this tab. It lives with the room, whatever panels come and go. */
export interface Seen {
  /** How many messages there were; null before any. The message itself may be older than what is loaded. */
  readonly messages: number | null;
  /** When the last hand that was seen was raised. */
  readonly handAt: number;
}

/** What was seen so far; through a reload as well. */
export function seenIn(sessionId: SessionId): Writable<Seen> {
  const key = `carrel.seen.${sessionId}`;
  const [messages, handAt] = (recallInTab(key) ?? '').split(' ').map(Number);
  const seen = writable<Seen>({ messages: handAt === undefined ? null : (messages ?? null), handAt: handAt ?? 0 });
  seen.subscribe(() => {
    const now = seen.getSnapshot();
    rememberInTab(key, `${now.messages ?? 0} ${now.handAt}`);
  });
  return seen;
}

/** How many messages of others have come since. */
export function unreadIn({ entries, total }: ChatView, { messages }: Seen, selfId: string): number {
  const since = total - (messages ?? total);
  if (since <= 0) return 0;
  // What this person has not sent yet stands at the end, and no total counts it.
  const told = entries.filter(({ message, delivery }) => message.authorId !== selfId || delivery.kind === 'sent');
  return since - told.slice(-since).filter(({ message }) => message.authorId === selfId).length;
}

/** When the hands of others were raised that are up. */
export const handsUpIn = ({ participants }: RoomState, selfId: string): readonly number[] =>
  Object.values(participants)
    .filter(({ userId, status, handRaisedAt }) => userId !== selfId && status === 'JOINED' && handRaisedAt !== null)
    .map(({ handRaisedAt }) => handRaisedAt ?? 0);
