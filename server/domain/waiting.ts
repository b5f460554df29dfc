import type { ConnectionId, UserId } from '../protocol/ids.ts';
import type { RoomState } from '../protocol/room.ts';
import { accept, reject, unchanged, type Decision } from './decision.ts';
import { limits } from './limits.ts';
import {
  asPerson,
  connectionIds,
  isFull,
  lookOf,
  type Connection,
  type Event,
  type Person,
  type Room,
} from './room.ts';
import type { Connecting } from './server-command.ts';

/** Somebody has to open: a person waits at the door with this connection. */
export function knock({ state, backstage }: Room, person: Person, { connectionId, node }: Connecting): Decision {
  const { name, userId, ...rest } = asPerson(person);
  const isWaiting = userId in state.waiting;
  if (isWaiting && connectionId in backstage.connections) return unchanged;
  if (!isWaiting && Object.keys(state.waiting).length >= limits.waiting) {
    return reject('ROOM_FULL', 'Too many people are waiting');
  }
  const first: Event[] = isWaiting ? [] : [{ type: 'participant.knocked', userId, name }];
  return accept([...first, { type: 'connection.knocked', connectionId, userId, node, ...rest }]);
}

/** Somebody who waits is let in, with every window they knock with. */
export function admissions(room: Room, person: Person, now: number): Event[] {
  const { userId } = person;
  const opened = knocksOf(room, userId);
  const here: Event[] = opened.length > 0 ? [...opened, { type: 'attendance.started', userId, at: now }] : [];
  const admitted: Event = { type: 'participant.admitted', userId };
  return [admitted, joining(room.state, person, here.length > 0 ? 'ONLINE' : 'OFFLINE'), ...here];
}

/** As admissions, for somebody whom the room knows only by their knock. */
export function admitWaiting(room: Room, userId: UserId, now: number): Event[] {
  const name = room.state.waiting[userId]?.name ?? '';
  const knock = Object.values(room.backstage.connections).find(
    (one) => one.userId === userId && one.stage === 'knocking',
  );
  const rest = knock?.stage === 'knocking' ? knock : { avatarUrl: null };
  return admissions(room, { userId, ...lookOf({ ...rest, name }) }, now);
}

/** What opens every connection with which somebody knocks. */
export function knocksOf({ backstage }: Room, userId: UserId) {
  const connections = Object.entries(backstage.connections) as [ConnectionId, Connection][];
  return connections
    .filter(([, one]) => one.userId === userId && one.stage === 'knocking')
    .map(([connectionId, { node }]) => ({ type: 'connection.opened' as const, connectionId, userId, node }));
}

export function admit(room: Room, userId: UserId, now: number): Decision {
  if (!room.state.waiting[userId]) return reject('NOT_FOUND', 'Nobody of that name is waiting');
  if (isFull(room.state, userId)) return reject('ROOM_FULL', 'The room is full');
  return accept(admitWaiting(room, userId, now));
}

export function deny(room: Room, userId: UserId): Decision {
  if (!room.state.waiting[userId]) return reject('NOT_FOUND', 'Nobody of that name is waiting');
  const knocks = connectionIds(room, (one) => one.userId === userId && one.stage === 'knocking');
  const closed = knocks.map((connectionId): Event => ({ type: 'connection.closed', connectionId, userId }));
  return accept([{ type: 'participant.denied', userId }, ...closed]);
}

export function joining(state: RoomState, person: Person, presence: 'ONLINE' | 'OFFLINE'): Event {
  const role = state.participants[person.userId]?.role ?? 'PARTICIPANT';
  return { type: 'participant.joined', ...asPerson(person), role, presence };
}
