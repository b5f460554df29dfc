import { standingOf, strangerRefusal } from '../../domain/policy.ts';
import { isOver, type Person, type Room } from '../../domain/room.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import { done, refused, type Outcome } from '../outcome.ts';
import type { SessionCard, SessionContents } from './ports.ts';
import { noSuchSession, notRecordedYet, type Sessions } from './sessions.ts';
import { liveCard, liveContents } from './shown.ts';

/** Members see what is inside; guests, who were invited or have the link, see what a card shows. */
export type Access = 'member' | 'guest';

export type View = {
  readonly card: SessionCard;
  readonly contents: SessionContents;
  readonly access: Access;
  /** What the rows must have come to before they show what this view does; 0 if they show it. */
  readonly rev: number;
};

/** A session as this person may see it: from the room while it is live, from the rows when it is over. */
export async function viewSession(
  sessions: Sessions,
  actor: Person,
  sessionId: SessionId,
  invite?: string,
): Promise<Outcome<View>> {
  const card = await sessions.directory.card(sessionId);
  if (!card) return noSuchSession;
  if (card.status === 'COMPLETED' || card.status === 'CANCELLED') return viewPast(sessions, actor, card, invite);
  const loaded = await sessions.rooms.load(sessionId);
  if (!loaded) return noSuchSession;
  const { room, rev } = loaded.stored;
  if (!isOver(room.state)) return viewLive(card, room, rev, accessOf(room, actor.userId, invite));
  if (!(await sessions.recorder.caughtUp(sessionId, rev))) return notRecordedYet;
  const past = await sessions.directory.card(sessionId);
  return past ? viewPast(sessions, actor, past, invite) : noSuchSession;
}

/** What somebody sees of the session they have just changed: the room has it before the rows do. */
export async function viewAfterwards(sessions: Sessions, actor: Person, sessionId: SessionId): Promise<Outcome<View>> {
  const card = await sessions.directory.card(sessionId);
  const loaded = await sessions.rooms.load(sessionId);
  if (!card || !loaded) return noSuchSession;
  const { room, rev } = loaded.stored;
  return viewLive(card, room, rev, accessOf(room, actor.userId, undefined));
}

/** As viewSession, for members only. */
export async function viewAsMember(sessions: Sessions, actor: Person, sessionId: SessionId): Promise<Outcome<View>> {
  const view = await viewSession(sessions, actor, sessionId);
  if (!view.ok || view.value.access === 'member') return view;
  return refused('FORBIDDEN', 'Join the session first');
}

/** Who has the say in a session, or had, present at its end or not: hosts, and whoever created it. */
export function isHostOf({ card, contents, access }: View, userId: UserId): boolean {
  if (access !== 'member') return false;
  const role = contents.participants.find((one) => one.userId === userId)?.role;
  return card.createdBy?.userId === userId || role === 'HOST' || role === 'CO_HOST';
}

function viewLive(card: SessionCard, room: Room, rev: number, access: Outcome<Access>): Outcome<View> {
  if (!access.ok) return access;
  return done({ card: liveCard(card, room), contents: liveContents(room), access: access.value, rev });
}

function accessOf({ state, backstage }: Room, userId: UserId, invite: string | undefined): Outcome<Access> {
  const standing = standingOf(state, userId);
  switch (standing) {
    case 'member':
    case 'coHost':
    case 'host':
      return done('member');
    case 'invited':
    case 'waiting':
    case 'left':
      return done('guest');
    case 'outsider':
      return state.settings.isPublic || invite === backstage.inviteSecret ? done('guest') : noSuchSession;
    case 'removed':
      return { ok: false, refusal: strangerRefusal(state, standing)! };
  }
}

/** Who took part sees the session for good, whether or not they were there at the end. */
async function viewPast(
  { directory }: Sessions,
  { userId }: Person,
  card: SessionCard,
  invite: string | undefined,
): Promise<Outcome<View>> {
  const contents = await directory.contents(card.id);
  if (!contents) return noSuchSession;
  const known = contents.participants.find((one) => one.userId === userId);
  if (known?.status === 'REMOVED') return refused('FORBIDDEN', 'You were removed from this session');
  const tookPart = known !== undefined && known.joinedAt !== null;
  if (!tookPart && !known && !card.isPublic && invite !== card.inviteSecret) return noSuchSession;
  return done({ card, contents, access: tookPart ? 'member' : 'guest', rev: 0 });
}
