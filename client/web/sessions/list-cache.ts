import type { PastSession, Session } from '../../../server/protocol/rest/sessions.ts';
import { currentPersonId } from '../app/identity.ts';
import { recall, remember } from '../app/storage.ts';

// What the last visit saw, so that the next shows it at once. Kept: what a card shows. Never kept: tokens, invitation
// links (they hold a secret), messages and what was made of them, who is present. A list is its person's, and nobody else on this device sees it.

export type ListKey = 'studySessions' | 'studySessionHistory' | 'upcomingStudySessions';
export interface CachedList<Item> {
  readonly sessions: Item[];
  readonly total: number;
}
interface Kept<Value> {
  readonly userId: string;
  readonly savedAt: number;
  readonly value: Value;
}

export function cachedList<Item>(key: ListKey): Kept<CachedList<Item>> | null {
  const kept = recall(key) as Kept<CachedList<Item>> | null;
  return kept && kept.userId === currentPersonId() && Array.isArray(kept.value.sessions) ? kept : null;
}

export function keepList<Item extends Session>(key: ListKey, list: CachedList<Item>): void {
  const sessions = list.sessions.map(withoutSecrets);
  keep(key, { sessions, total: list.total });
}

function withoutSecrets(listed: Session & Partial<PastSession>): Session {
  const { inviteLink, aiSummary, aiKeyPoints, aiTodos, aiSummaryAt, ...session } = listed;
  return session;
}

/** What a room needs to show itself before the server has answered: its name, what it is, how it is set up. */
export interface CachedSession {
  readonly title: string;
  readonly type: Session['type'];
  readonly status: Session['status'];
}

const sessionKey = (sessionId: string): string => `activeStudySession_${sessionId}`;

export function cachedSession(sessionId: string): CachedSession | null {
  const kept = recall(sessionKey(sessionId)) as Kept<CachedSession> | null;
  return kept?.userId === currentPersonId() ? kept.value : null;
}

/** Null once the session is over or the person has left. */
export function keepSession(sessionId: string, session: CachedSession | null): void {
  if (session) keep(sessionKey(sessionId), session);
  else remember(sessionKey(sessionId), null);
}

function keep(key: string, value: object): void {
  remember(key, { userId: currentPersonId(), savedAt: Date.now(), value });
}

/** Somebody went out: nothing of theirs stays on this device. */
export function forgetLists(): void {
  const lists: readonly ListKey[] = ['studySessions', 'studySessionHistory', 'upcomingStudySessions'];
  for (const key of [...lists, 'sessionPreferences', 'sessionDraft']) remember(key, null);
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(sessionKey(''))) localStorage.removeItem(key);
  } catch {
    // Storage is switched off: nothing was kept.
  }
}
