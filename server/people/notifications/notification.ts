import type { SessionId, UserId } from '../../protocol/ids.ts';
import type { Notification } from '../../protocol/socket.ts';

/** Shows a notification on every device the person is connected with. What is stored has been stored before. */
export type Notify = (userId: UserId, notification: Notification) => void;

export type About = { readonly sessionId: SessionId; readonly title: string };

const actionUrl = ({ sessionId }: Pick<About, 'sessionId'>) => `/study-sessions/${sessionId}`;

/** `by` is the name of who invites; null when the account is gone. Times are epoch milliseconds. */
export function invitation(id: string, about: About, by: string | null, createdAt: number): Notification {
  const message = `${by ?? 'Somebody'} invites you to study together.`;
  return { id, type: 'SESSION_INVITE', title: about.title, message, actionUrl: actionUrl(about), createdAt };
}

export type Turn = 'started' | 'ended' | 'cancelled';

const turns = {
  started: { type: 'SESSION_STARTED', message: 'The session has started.' },
  ended: { type: 'SESSION_ENDED', message: 'The session has ended.' },
  cancelled: { type: 'SESSION_ENDED', message: 'The session was cancelled.' },
} as const;

/** What those are told who belong to a session and are not in the room when it starts or is over. */
export function turnOf(turn: Turn, id: string, about: About, createdAt: number): Notification {
  return { id, ...turns[turn], title: about.title, actionUrl: actionUrl(about), createdAt };
}

/** Never stored: lists that show this session are out of date. */
export function sessionsChanged(id: string, sessionId: SessionId, createdAt: number): Notification {
  return { ...wordless(id, createdAt), type: 'SESSIONS_CHANGED', actionUrl: actionUrl({ sessionId }) };
}

/** Never stored, and for whoever is in no session: what anybody may join is not what it was. */
export function publicSessionsChanged(id: string, createdAt: number): Notification {
  return { ...wordless(id, createdAt), type: 'PUBLIC_SESSIONS_CHANGED', actionUrl: null };
}

const wordless = (id: string, createdAt: number) => ({ id, title: '', message: '', createdAt });
