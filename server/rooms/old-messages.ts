import type { Cursor } from '../protocol/events.ts';
import type { MessageId } from '../protocol/ids.ts';
import type { Message } from '../protocol/room.ts';
import { wantedMessage } from '../domain/chat.ts';
import type { StoredCommit } from '../domain/room.ts';
import type { Ask } from './performing.ts';
import type { StoredRoom } from './ports.ts';

/** A message that has left live state, as the archive had it when the room stood at `at`. */
export type FoundMessage = { readonly at: Cursor; readonly message: Message | null };
type Asking = { readonly ask: Ask; readonly found?: FoundMessage };

export type Sorted<One> = {
  readonly ready: readonly One[];
  readonly messages: ReadonlyMap<string, Message | null>;
  /** What the archive has to be asked for first. */
  readonly wanting: readonly { readonly one: One; readonly messageId: MessageId }[];
};

/**
 * Which commands can be decided now. What was found holds only if nothing happened to the message since, so of several
 * commands on one old message the first is decided, and the others look again.
 */
export function sortOut<One extends Asking>(
  base: StoredRoom,
  pending: readonly One[],
  commitsSince: (cursor: Cursor) => readonly StoredCommit[] | null,
): Sorted<One> {
  const messages = new Map<string, Message | null>();
  const wanting: { one: One; messageId: MessageId }[] = [];
  const ready = pending.filter((one) => {
    const messageId = wantedMessage(base.room.state, one.ask.command);
    if (!messageId) return true;
    const { found } = one;
    if (!found || messages.has(messageId) || happenedTo(messageId, commitsSince(found.at))) {
      wanting.push({ one, messageId });
      return false;
    }
    messages.set(messageId, found.message);
    return true;
  });
  return { ready, messages, wanting };
}

function happenedTo(messageId: MessageId, commits: readonly StoredCommit[] | null): boolean {
  // Commits that are no longer at hand may have been about it.
  if (!commits) return true;
  return commits.some(({ events }) => events.some((event) => 'messageId' in event && event.messageId === messageId));
}
