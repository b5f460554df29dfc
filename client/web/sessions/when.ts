import { moment } from '../format/moment.ts';
import { t } from '../strings/index.ts';
import type { ListedSession } from './session-lists.ts';

type WhenKind = keyof typeof t.sessions.when;

/** The one time that matters most of a session, and what it is the time of. */
export function whenAndWhat(session: ListedSession): readonly [WhenKind, string] {
  const { status, endedAt, startedAt, scheduledAt, createdAt } = session;
  if (endedAt && status !== 'ACTIVE') return ['ended', endedAt];
  if (startedAt) return ['started', startedAt];
  return scheduledAt ? ['planned', scheduledAt] : ['created', createdAt];
}

/** It in words. */
export function whenOf(session: ListedSession): string {
  const [kind, at] = whenAndWhat(session);
  return t.sessions.when[kind](moment(at));
}
