import { invitation, sessionsChanged, turnOf } from '../../people/notifications/notification.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import type { Notification } from '../../protocol/socket.ts';
import type { Changes, Notice } from './room-changes.ts';
import { storable, type Transaction } from './room-recordset.ts';

export type Told = { readonly userId: UserId; readonly notification: Notification };

/**
 * What people are told of these changes. The rows of it are written in the recorder's transaction, so that each is there
 * exactly once; pushing it to devices comes after, and may be lost. Called when all other rows have been written.
 */
export async function tell(
  tx: Transaction,
  sessionId: SessionId,
  changes: Changes,
  { at, newId }: { at: number; newId: () => string },
): Promise<Told[]> {
  if (changes.notices.length === 0 && !showsInLists(changes)) return [];
  const members = await tx.sessionParticipant.findMany({
    where: { sessionId, status: { not: 'REMOVED' }, user: { kind: { not: 'DELETED' } } },
    select: { userId: true, status: true },
  });
  const notices = await writeNotices(tx, sessionId, changes.notices, { members, newId });
  if (!showsInLists(changes)) return notices;
  // A room that fills must not push to everybody in it for everybody who comes: they see it there. Lists in their other
  // windows are told of what is rare, that it started or is over.
  const here = changes.session.status ? new Set<string>() : await presentAt(tx, sessionId, at);
  const away = members.flatMap(({ userId }) => (userId === null || here.has(userId) ? [] : [userId as UserId]));
  const told = new Set(notices.map(({ userId }) => userId));
  const rest = [...new Set([...away, ...changes.people.keys()])].filter((userId) => !told.has(userId));
  return [...notices, ...rest.map((userId) => ({ userId, notification: sessionsChanged(newId(), sessionId, at) }))];
}

export const showsInLists = ({ session, settings, people }: Changes): boolean =>
  people.size > 0 ||
  Object.keys(session).length > 0 ||
  settings.isPublic !== undefined ||
  settings.maxParticipants !== undefined;

type Members = { readonly userId: string | null; readonly status: string }[];

async function writeNotices(
  tx: Transaction,
  sessionId: SessionId,
  notices: readonly Notice[],
  { members, newId }: { members: Members; newId: () => string },
): Promise<Told[]> {
  if (notices.length === 0) return [];
  const { title } = await tx.studySession.findUniqueOrThrow({ where: { id: sessionId }, select: { title: true } });
  const byIds = notices.flatMap(({ byId }) => (byId === null ? [] : [byId]));
  const authors = await tx.user.findMany({ where: { id: { in: byIds } }, select: { id: true, name: true } });
  const about = { sessionId, title };
  const told: Told[] = [];
  for (const notice of notices) {
    switch (notice.kind) {
      case 'invited': {
        const by = authors.find(({ id }) => id === notice.byId)?.name ?? null;
        const known = members.some(({ userId }) => userId === notice.userId);
        if (known) told.push({ userId: notice.userId, notification: invitation(newId(), about, by, notice.at) });
        break;
      }
      case 'started':
      case 'ended':
      case 'cancelled': {
        // oxlint-disable-next-line no-await-in-loop -- a session turns seldom twice in one batch
        const here = await presentAt(tx, sessionId, notice.at);
        for (const { userId, status } of members) {
          if (userId === null || status === 'LEFT' || here.has(userId) || userId === notice.byId) continue;
          const notification = turnOf(notice.kind, newId(), about, notice.at);
          told.push({ userId: userId as UserId, notification });
        }
      }
    }
  }
  await tx.notification.createMany({ data: told.map(notificationRow) });
  return told;
}

/** A row of the table, whose types do not include what is never stored. */
export function notificationRow({ userId, notification }: Told) {
  const { type, createdAt, message, ...rest } = notification;
  if (type === 'SESSIONS_CHANGED' || type === 'PUBLIC_SESSIONS_CHANGED')
    throw new Error('This notification is not for storing');
  return { ...rest, userId, type, message: storable(message), createdAt: new Date(createdAt) };
}

/** Whose attendance includes this moment. Who left at it was there: the end of a session sends everybody home. */
async function presentAt(tx: Transaction, sessionId: SessionId, at: number): Promise<Set<string>> {
  const time = new Date(at);
  const rows = await tx.attendanceInterval.findMany({
    where: { sessionId, startedAt: { lte: time }, OR: [{ endedAt: null }, { endedAt: { gte: time } }] },
    select: { userId: true },
  });
  return new Set(rows.flatMap(({ userId }) => (userId === null ? [] : [userId])));
}
