import { lookOf, newParticipant, openRoom, type Look, type Person, type Room } from '../../domain/room.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import { defaultSettings, defaultTimerConfig } from '../../protocol/defaults.ts';
import { timerConfig, type Participant, type Settings, type TimerConfig } from '../../protocol/room.ts';
import type { Prisma } from './generated/client.ts';
import type { Transaction } from './room-recordset.ts';

const include = { settings: true, participants: { include: { user: true }, orderBy: { id: 'asc' } } } as const;
type Rows = Prisma.StudySessionGetPayload<{ include: typeof include }>;

/**
 * The room as it begins, from the rows of a session of which nothing has been recorded: SCHEDULED as it was created, or
 * over, if it was brought in from elsewhere. Null if there is no such session, or nobody left to own it.
 */
export async function roomFromRows(tx: Transaction, sessionId: SessionId): Promise<Room | null> {
  const rows = await tx.studySession.findUnique({ where: { id: sessionId }, include });
  const owner = rows?.participants.find(({ role }) => role === 'HOST');
  if (!rows || !owner?.user) return null;
  const room = openRoom({
    sessionId,
    title: rows.title,
    type: rows.type,
    owner: personOf(owner.user),
    settings: settingsOf(rows),
    timer: timerOf(rows),
    invited: [],
    inviteSecret: rows.inviteSecret,
    createdAt: rows.createdAt.getTime(),
  });
  const participants = rows.participants.flatMap(participantOf);
  const state = {
    ...room.state,
    status: rows.status,
    startedAt: rows.startedAt?.getTime() ?? null,
    participants: Object.fromEntries(participants.map((one) => [one.userId, one])),
  };
  return { ...room, state };
}

export const personOf = (user: { id: string } & Required<Look>): Person => ({
  userId: user.id as UserId,
  ...lookOf(user),
});

/** Nobody, once the account's row is gone. */
export function participantOf({ user, role, status, joinedAt, leftAt }: Rows['participants'][number]): Participant[] {
  if (!user) return [];
  const times = { joinedAt: joinedAt?.getTime() ?? null, leftAt: leftAt?.getTime() ?? null };
  return [{ ...newParticipant(personOf(user), role), status, ...times }];
}

/** The settings of a session as its rows have them. */
export function settingsOf(rows: Pick<Rows, 'settings' | 'isPublic' | 'maxParticipants'>): Settings {
  const { isPublic, maxParticipants } = rows;
  if (!rows.settings) return { ...defaultSettings, isPublic, maxParticipants };
  const { enabledTools, lockedTools, layout, theme, autoRecord, focusMode, audioOnly, waitingRoom } = rows.settings;
  return {
    enabledTools,
    // Only what the protocol allows is ever written there.
    ...(lockedTools.length > 0 && { lockedTools: lockedTools as Settings['lockedTools'] & object }),
    layout: layout as Settings['layout'],
    theme: theme as Settings['theme'],
    autoRecord,
    ...(focusMode && { focusMode }),
    ...(audioOnly && { audioOnly }),
    waitingRoom,
    isPublic,
    maxParticipants,
  };
}

export const timerOf = ({ settings }: Pick<Rows, 'settings'>): TimerConfig =>
  settings ? timerConfig.parse(settings.timer) : defaultTimerConfig;
