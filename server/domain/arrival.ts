import { refuse, type Refusal } from '../protocol/errors.ts';
import type { UserId } from '../protocol/ids.ts';
import type { Participant, RoomState } from '../protocol/room.ts';
import { accept, reject, unchanged, type Decision } from './decision.ts';
import { limits } from './limits.ts';
import { strangerRefusal, standingOf } from './policy.ts';
import { asPerson, connectionIds, connectionsOf, isFull, isOver, type Event, type Person, type Room } from './room.ts';
import type { Connecting } from './server-command.ts';
import { handOver } from './succession.ts';
import { admissions, joining, knock, knocksOf } from './waiting.ts';

export type Door = 'open' | 'knock';
export type Entry = { readonly ok: true; readonly door: Door } | { readonly ok: false; readonly refusal: Refusal };

/** Whether this person may come in, must knock, or is turned away. */
function mayEnter({ state, backstage }: Room, userId: UserId, invite: string | undefined): Entry {
  const standing = standingOf(state, userId);
  const turnedAway = (refusal: Refusal): Entry => ({ ok: false, refusal });
  if (standing === 'removed') return turnedAway(strangerRefusal(state, standing)!);
  const mayKnow = standing !== 'outsider' || state.settings.isPublic || invite === backstage.inviteSecret;
  if (!mayKnow) return turnedAway(refuse('NOT_FOUND', 'There is no such session'));
  if (isOver(state)) return turnedAway(refuse('SESSION_ENDED', 'This session is over'));
  if (state.participants[userId]?.status === 'JOINED') return { ok: true, door: 'open' };
  const guarded = state.locked || state.settings.waitingRoom;
  // Who has been in the room before comes back without knocking: a lock keeps strangers out, not people who lost their network.
  if (guarded && !isMember(state, userId)) return { ok: true, door: 'knock' };
  if (isFull(state, userId)) return turnedAway(refuse('ROOM_FULL', 'The room is full'));
  return { ok: true, door: 'open' };
}

/** A socket comes in: its person joins, returns, opens another tab, or knocks. */
export function connect(room: Room, person: Person, asked: Connecting, now: number): Decision {
  const { userId } = person;
  const { connectionId, node } = asked;
  const entry = mayEnter(room, userId, asked.invite);
  if (!entry.ok) return { ok: false, refusal: entry.refusal };
  const held = room.backstage.connections[connectionId];
  if (held && held.userId !== userId) return reject('CONFLICT', 'This connection is another person’s');
  const open = connectionIds(room, (connection) => connection.userId === userId);
  if (!held && open.length >= limits.connectionsPerPerson) {
    return reject('CONFLICT', 'Too many windows of this session are open');
  }
  if (entry.door === 'knock') return knock(room, person, asked);
  if (held?.stage === 'joined') return accept(renamed(room, person));
  const opened: Event = { type: 'connection.opened', connectionId, userId, node };
  if (connectionsOf(room, userId).length > 0) return accept([...renamed(room, person), opened]);
  const others = knocksOf(room, userId).filter((one) => one.connectionId !== connectionId);
  return accept([
    ...arrival(room, person),
    opened,
    ...others,
    attendance(room, userId, asked.stayed, now),
    ...reclaim(room, userId),
  ]);
}

/** Membership without a connection: joined by REST. */
export function enroll(room: Room, person: Person, invite: string | undefined, now: number): Decision {
  const { state } = room;
  const entry = mayEnter(room, person.userId, invite);
  if (!entry.ok) return { ok: false, refusal: entry.refusal };
  if (state.participants[person.userId]?.status === 'JOINED') return show(room, person);
  if (entry.door === 'knock') return reject('ROOM_LOCKED', 'Somebody has to let you in: open the room and knock');
  return accept(person.userId in state.waiting ? admissions(room, person, now) : [joining(state, person, 'OFFLINE')]);
}

function arrival(room: Room, person: Person): Event[] {
  const { userId } = person;
  const known = room.state.participants[userId];
  if (known?.status !== 'JOINED') {
    // Who waited at a door that has opened since is let in by nobody but still has to be seen coming in.
    const admitted: Event[] = userId in room.state.waiting ? [{ type: 'participant.admitted', userId }] : [];
    return [...admitted, joining(room.state, person, 'ONLINE')];
  }
  const back: Event = { type: 'participant.returned', userId };
  return known.presence === 'ONLINE' ? renamed(room, person) : [...renamed(room, person), back];
}

/** A member looks different, or not. */
export function show(room: Room, person: Person): Decision {
  const changed = renamed(room, person);
  return changed.length > 0 ? accept(changed) : unchanged;
}

function renamed(room: Room, person: Person): Event[] {
  const { userId, ...look } = asPerson(person);
  const known = room.state.participants[userId];
  const isAsKnown =
    known?.name === look.name &&
    known.avatarUrl === look.avatarUrl &&
    (look.avatarColor === undefined || known.avatarColor === look.avatarColor);
  return !known || isAsKnown ? [] : [{ type: 'participant.profileChanged', userId, ...look }];
}

/** A client that was open all through an outage proves its presence on return; else a new interval begins. */
function attendance({ backstage }: Room, userId: UserId, stayed: boolean, now: number): Event {
  const interrupted = backstage.interrupted[userId];
  const continues = stayed && interrupted && now <= interrupted.until + limits.continueMs;
  return continues ? { type: 'attendance.continued', userId } : { type: 'attendance.started', userId, at: now };
}

/** The owner is back and takes control again from whoever stood in. */
function reclaim(room: Room, userId: UserId): Event[] {
  const { ownerId, hostId } = room.state;
  return userId === ownerId && hostId !== ownerId ? handOver(room, ownerId, ownerId) : [];
}

const isMember = (state: RoomState, userId: UserId): boolean => {
  const known: Participant | undefined = state.participants[userId];
  return userId === state.ownerId || (known?.status === 'LEFT' && known.joinedAt !== null);
};
