import { moment } from '../format/moment.ts';
import { t } from '../strings/index.ts';
import type { ListedSession } from './session-lists.ts';

/** The one time that matters most of a session, in words. */
export function whenOf({ status, endedAt, startedAt, scheduledAt, createdAt }: ListedSession): string {
  if (endedAt && status !== 'ACTIVE') return t.sessions.endedAt(moment(endedAt));
  if (startedAt) return t.sessions.startedAt(moment(startedAt));
  if (scheduledAt) return t.sessions.startsAt(moment(scheduledAt));
  return t.sessions.createdAt(moment(createdAt));
}
