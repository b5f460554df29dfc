import type { AnyCommand } from '../../domain/decide.ts';
import { isHost, standingOf, strangerRefusal } from '../../domain/policy.ts';
import { asPerson, type Person } from '../../domain/room.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { SessionDetails } from '../../protocol/rest/sessions.ts';
import type { CommandAnswer } from '../../protocol/socket.ts';
import { done, refused, type Outcome } from '../outcome.ts';
import { existingPeople } from './create-session.ts';
import { noSuchSession, type Asked, type Sessions } from './sessions.ts';
import { shownDetails } from './shown.ts';
import { isHostOf, viewAfterwards, viewSession, type View } from './viewing.ts';

/** Gives a command as Socket.IO would, so that everybody connected sees it. */
export async function perform(
  { rooms }: Sessions,
  { sessionId, actor, commandId }: Asked,
  command: AnyCommand,
): Promise<Outcome<CommandAnswer>> {
  const person = asPerson(actor);
  const performed = await rooms.perform(sessionId, { kind: 'person', person }, command, commandId);
  return performed.ok ? done(performed.answer) : performed;
}

export type SessionAnswer = { readonly session: SessionDetails };

/** Joins, leaves, starts, ends, cancels or configures a session, and shows it as it is then. */
export async function turnSession(
  sessions: Sessions,
  asked: Asked,
  command: AnyCommand,
): Promise<Outcome<SessionAnswer>> {
  const answer = await perform(sessions, asked, command);
  if (!answer.ok) return answer;
  return answerWith(sessions, asked.actor, await viewAfterwards(sessions, asked.actor, asked.sessionId));
}

/** `invite` lets somebody with the link see what they are about to join. */
export async function readSession(
  sessions: Sessions,
  { actor, sessionId }: Asked,
  invite: string | undefined,
): Promise<Outcome<SessionAnswer>> {
  const view = await viewSession(sessions, actor, sessionId, invite);
  const answer = answerWith(sessions, actor, view);
  if (!view.ok || !answer.ok) return answer;
  const { card, access } = view.value;
  if (card.status !== 'COMPLETED' || access !== 'member') return answer;
  const analytics = await sessions.directory.analytics(actor.userId, sessionId);
  return done({ session: { ...answer.value.session, analytics } });
}

function answerWith(
  { publicUrl, summarises }: Sessions,
  { userId }: Person,
  view: Outcome<View>,
): Outcome<SessionAnswer> {
  if (!view.ok) return view;
  const { card, contents, access } = view.value;
  const canSummarise = summarises && card.status === 'COMPLETED' && isHostOf(view.value, userId);
  const member = access === 'member';
  return done({ session: shownDetails(card, contents, { member, publicUrl: publicUrl(), canSummarise }) });
}

/** Invites people by their ids. `invitesSent` counts those the room did not know; the recorder tells them. */
export async function invitePeople(
  sessions: Sessions,
  asked: Asked,
  userIds: readonly UserId[],
): Promise<Outcome<{ invitesSent: number }>> {
  const { sessionId, actor } = asked;
  const before = await sessions.rooms.load(sessionId);
  if (!before) return noSuchSession;
  // First who may: the answer to somebody else must not depend on whom they name.
  const { state } = before.stored.room;
  const stranger = strangerRefusal(state, standingOf(state, actor.userId));
  if (stranger) return { ok: false, refusal: stranger };
  if (!isHost(state, actor.userId)) return refused('FORBIDDEN', 'Only a host may do this');
  const people = await existingPeople(sessions, userIds, actor.userId, 'userIds');
  if (!people.ok) return people;
  const answer = await perform(sessions, asked, { type: 'member:invite', people: people.value });
  if (!answer.ok) return answer;
  const { epoch, rev } = answer.value;
  const loaded = await sessions.rooms.load(sessionId);
  const commit = loaded?.live.storedSince({ epoch, rev: rev - 1 })?.[0];
  // When everybody was known already nothing was committed, and the last commit is somebody else's.
  const own = commit?.commandId === asked.commandId ? commit.events : [];
  return done({ invitesSent: own.filter(({ type }) => type === 'participant.invited').length });
}
