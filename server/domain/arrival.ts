import { refuse, type Refusal } from '../protocol/errors.ts';
import type { ConnectionId, UserId } from '../protocol/ids.ts';
import type { Participant, RoomState } from '../protocol/room.ts';
import { accept, reject, type Decision } from './decision.ts';
import { limits } from './limits.ts';
import { strangerRefusal, standingOf } from './policy.ts';
import { handOver } from './succession.ts';
import { connectionIds, connectionsOf, isOver, joinedCount, type Event, type NodeName, type Person, type Room } from './room.ts';

export type Door = 'open' | 'knock';
export type Entry = { readonly ok: true; readonly door: Door } | { readonly ok: false; readonly refusal: Refusal };

/** Whether this person may come in, must knock, or is turned away. */
export function mayEnter({ state, backstage }: Room, userId: UserId, invite: string | undefined): Entry {
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
  const entry = mayEnter(room, userId, asked.invite);
  if (!entry.ok) return { ok: false, refusal: entry.refusal };
  const { connectionId, node } = asked;
  const open = connectionIds(room, (connection) => connection.userId === userId);
  if (open.length >= limits.connectionsPerPerson) return reject('CONFLICT', 'Too many windows of this session are open');
  if (entry.door === 'knock') {
    if (Object.keys(room.state.waiting).length >= limits.waiting) return reject('ROOM_FULL', 'Too many people are waiting');
    const knock: Event = { type: 'participant.knocked', userId, name: person.name };
    const first = userId in room.state.waiting ? [] : [knock];
    return accept([...first, { type: 'connection.knocked', connectionId, userId, node }]);
  }
  const opened: Event = { type: 'connection.opened', connectionId, userId, node };
  if (connectionsOf(room, userId).length > 0) return accept([...renamed(room, person), opened]);
  return accept([...arrival(room, person), opened, attendance(room, userId, asked.stayed, now), ...reclaim(room, userId)]);
}

export type Connecting = {
  readonly connectionId: ConnectionId;
  readonly node: NodeName;
  readonly invite?: string;
  /** The client was in the room before and has not been closed since: it resumes from a cursor. */
  readonly stayed: boolean;
};

/** Membership without a connection: joined by REST. */
export function enroll(room: Room, person: Person, invite: string | undefined): Decision {
  const entry = mayEnter(room, person.userId, invite);
  if (!entry.ok) return { ok: false, refusal: entry.refusal };
  if (room.state.participants[person.userId]?.status === 'JOINED') return accept([]);
  if (entry.door === 'knock') return reject('ROOM_LOCKED', 'Somebody has to let you in: open the room and knock');
  return accept([joining(room.state, person, 'OFFLINE')]);
}

/** Somebody who waits is let in, with every window they knock with. */
export function admissions(room: Room, userId: UserId, now: number): Event[] {
  const waiting = room.state.waiting[userId];
  const knocks = connectionIds(room, (one) => one.userId === userId && one.stage === 'knocking');
  if (!waiting) return [];
  const known = room.state.participants[userId];
  const person = { userId, name: waiting.name, avatarUrl: known?.avatarUrl ?? null };
  const opened = knocks.map((connectionId): Event => {
    const { node } = room.backstage.connections[connectionId]!;
    return { type: 'connection.opened', connectionId, userId, node };
  });
  const here: Event[] = opened.length > 0 ? [...opened, { type: 'attendance.started', userId, at: now }] : [];
  return [
    { type: 'participant.admitted', userId },
    joining(room.state, person, opened.length > 0 ? 'ONLINE' : 'OFFLINE'),
    ...here,
  ];
}

export function admit(room: Room, userId: UserId, now: number): Decision {
  if (!room.state.waiting[userId]) return reject('NOT_FOUND', 'Nobody of that name is waiting');
  if (isFull(room.state, userId)) return reject('ROOM_FULL', 'The room is full');
  return accept(admissions(room, userId, now));
}

export function deny(room: Room, userId: UserId): Decision {
  if (!room.state.waiting[userId]) return reject('NOT_FOUND', 'Nobody of that name is waiting');
  const knocks = connectionIds(room, (one) => one.userId === userId && one.stage === 'knocking');
  const closed = knocks.map((connectionId): Event => ({ type: 'connection.closed', connectionId, userId }));
  return accept([{ type: 'participant.denied', userId }, ...closed]);
}

function arrival(room: Room, person: Person): Event[] {
  const known = room.state.participants[person.userId];
  if (known?.status !== 'JOINED') return [joining(room.state, person, 'ONLINE')];
  const back: Event = { type: 'participant.returned', userId: person.userId };
  return known.presence === 'ONLINE' ? renamed(room, person) : [...renamed(room, person), back];
}

function renamed(room: Room, { userId, name, avatarUrl }: Person): Event[] {
  const known = room.state.participants[userId];
  if (!known || (known.name === name && known.avatarUrl === avatarUrl)) return [];
  return [{ type: 'participant.profileChanged', userId, name, avatarUrl }];
}

function joining(state: RoomState, person: Person, presence: 'ONLINE' | 'OFFLINE'): Event {
  const role = state.participants[person.userId]?.role ?? 'PARTICIPANT';
  const { userId, name, avatarUrl } = person;
  return { type: 'participant.joined', userId, name, avatarUrl, role, presence };
}

/** A client that was open all through an outage proves its presence on return; else a new interval begins. */
function attendance({ backstage }: Room, userId: UserId, stayed: boolean, now: number): Event {
  const lostUntil = backstage.lostUntil[userId];
  if (stayed && lostUntil !== undefined && now <= lostUntil) return { type: 'attendance.continued', userId };
  return { type: 'attendance.started', userId, at: now };
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

/** Capacity counts JOINED, and keeps the owner's seat. */
function isFull(state: RoomState, userId: UserId): boolean {
  if (userId === state.ownerId) return false;
  const seatKept = state.participants[state.ownerId]?.status === 'JOINED' ? 0 : 1;
  return joinedCount(state) + seatKept >= state.settings.maxParticipants;
}
