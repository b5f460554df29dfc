import { capacityRange } from '../../domain/session.ts';
import { asPerson, type Person } from '../../domain/room.ts';
import { sessionId, type UserId } from '../../protocol/ids.ts';
import { defaultSettings, defaultTimerConfig } from '../../protocol/defaults.ts';
import type { Settings } from '../../protocol/room.ts';
import type { CreateSessionBody, Session } from '../../protocol/rest/sessions.ts';
import { invitation, sessionsChanged } from '../notifications/notification.ts';
import { done, refused, type Outcome } from '../outcome.ts';
import type { NewSession, SessionCard } from './ports.ts';
import type { Sessions } from './sessions.ts';
import { shownSession } from './shown.ts';

/** A session that is SCHEDULED, with its owner as its one member. Who is invited is told. */
export async function createSession(
  sessions: Sessions,
  actor: Person,
  body: CreateSessionBody,
  now: number,
): Promise<Outcome<{ session: Session; invitesSent: number }>> {
  const settings = settingsFor(body, sessions.maxParticipants);
  if (!settings.ok) return settings;
  const guests = await existingPeople(sessions, body.inviteUserIds, actor.userId, 'inviteUserIds');
  if (!guests.ok) return guests;
  const id = sessionId.parse(sessions.newId());
  const { title } = body;
  const owner = asPerson(actor);
  const session: NewSession = {
    id,
    title,
    description: body.description || null,
    type: body.type,
    subject: body.subject ?? null,
    tags: [...new Set(body.tags)],
    inviteSecret: sessions.newSecret(),
    createdAt: now,
    scheduledAt: body.scheduledAt ? Date.parse(body.scheduledAt) : null,
    owner,
    settings: settings.value,
    timer: defaultTimerConfig,
    invitations: guests.value.map(({ userId }) => {
      const about = { sessionId: id, title };
      return { userId, notification: invitation(sessions.newId(), about, owner.name, now) };
    }),
  };
  await sessions.directory.create(session);
  for (const { userId, notification } of session.invitations) sessions.notify(userId, notification);
  sessions.notify(owner.userId, sessionsChanged(sessions.newId(), id, now));
  if (session.settings.isPublic) sessions.onPublicChange();
  return done({ session: shownSession(cardOf(session), sessions.publicUrl()), invitesSent: guests.value.length });
}

function settingsFor(
  { type, isPublic, maxParticipants, settings }: CreateSessionBody,
  limit: number,
): Outcome<Settings> {
  const { min, max } = capacityRange(type, limit);
  // A session of one or two is never for more, whatever a form sends along.
  const seats = min === max ? min : (maxParticipants ?? Math.min(defaultSettings.maxParticipants, max));
  if (seats < min || seats > max) {
    const message = `maxParticipants must be from ${min} to ${max}`;
    return refused('VALIDATION_FAILED', message, { details: [{ path: 'maxParticipants', message }] });
  }
  const { enabledTools } = settings;
  if (enabledTools && new Set(enabledTools).size < enabledTools.length) {
    const details = [{ path: 'settings.enabledTools', message: 'Each tool once' }];
    return refused('VALIDATION_FAILED', 'Each tool once', { details });
  }
  return done({ ...defaultSettings, ...settings, isPublic, maxParticipants: seats });
}

/** The people of these ids, each once and without oneself; VALIDATION_FAILED names the ids nobody has. */
export async function existingPeople(
  { directory }: Sessions,
  userIds: readonly UserId[],
  self: UserId,
  path: string,
): Promise<Outcome<Person[]>> {
  const others = [...new Set(userIds)].filter((id) => id !== self);
  const people = others.length > 0 ? await directory.people(others) : [];
  const found = new Set<UserId>(people.map(({ userId }) => userId));
  const details = userIds.flatMap((id, index) =>
    id === self || found.has(id) ? [] : [{ path: `${path}.${index}`, message: 'There is no such person' }],
  );
  if (details.length > 0) return refused('VALIDATION_FAILED', 'There is no such person', { details });
  return done(people);
}

const cardOf = ({ owner, settings, ...session }: NewSession): SessionCard => ({
  id: session.id,
  title: session.title,
  description: session.description,
  type: session.type,
  status: 'SCHEDULED',
  subject: session.subject,
  tags: session.tags,
  isPublic: settings.isPublic,
  maxParticipants: settings.maxParticipants,
  participantCount: 1,
  createdBy: owner,
  inviteSecret: session.inviteSecret,
  createdAt: session.createdAt,
  scheduledAt: session.scheduledAt,
  startedAt: null,
  endedAt: null,
});
