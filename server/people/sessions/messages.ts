import type { z } from 'zod';
import type { messagesQuery, RestMessage } from '../../protocol/rest/sessions.ts';
import { done, refused, type Outcome } from '../outcome.ts';
import { noSuchSession, notRecordedYet, type Asked, type Sessions } from './sessions.ts';
import { shownMessage } from './shown.ts';
import { perform } from './turns.ts';
import { viewAsMember } from './viewing.ts';

const noSuchMessage = refused('NOT_FOUND', 'There is no such message');

type MessagesQuery = z.infer<typeof messagesQuery>;

/** Newest first. Whatever was acknowledged before is there. */
export async function listMessages(
  sessions: Sessions,
  { actor, sessionId }: Asked,
  { limit, before }: MessagesQuery,
): Promise<Outcome<{ messages: RestMessage[]; hasMore: boolean }>> {
  const view = await viewAsMember(sessions, actor, sessionId);
  if (!view.ok) return view;
  if (!(await sessions.recorder.caughtUp(sessionId, view.value.rev))) return notRecordedYet;
  const found = await sessions.directory.messages(sessionId, { limit: limit + 1, before });
  if (!found) return noSuchMessage;
  return done({ messages: found.slice(0, limit).map(shownMessage), hasMore: found.length > limit });
}

export async function sendMessage(
  sessions: Sessions,
  asked: Asked,
  content: string,
): Promise<Outcome<{ message: RestMessage }>> {
  const { sessionId } = asked;
  const sent = await perform(sessions, asked, { type: 'chat:send', content });
  if (!sent.ok) return sent;
  const { rev, result } = sent.value;
  const loaded = await sessions.rooms.load(sessionId);
  if (!loaded) return noSuchSession;
  const { chat, participants } = loaded.stored.room.state;
  const recent = chat.recent.find(({ id }) => id === result?.messageId);
  if (recent) {
    const authorName = (recent.authorId && participants[recent.authorId]?.name) || null;
    return done({ message: shownMessage({ ...recent, authorName }) });
  }
  // A repetition of long ago, or a burst of others since: the room no longer holds it.
  if (!(await sessions.recorder.caughtUp(sessionId, rev))) return notRecordedYet;
  const message = await sessions.directory.message(sessionId, result?.messageId ?? '');
  return message ? done({ message: shownMessage(message) }) : noSuchMessage;
}
