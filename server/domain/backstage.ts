import type { UserId } from '../protocol/ids.ts';
import type { RoomState } from '../protocol/room.ts';
import {
  isHere,
  isOver,
  type Backstage,
  type BackstageEvent,
  type Event,
  type Interval,
  type Meta,
  type Room,
} from './room.ts';

const backstageTypes: Record<BackstageEvent['type'], true> = {
  'connection.opened': true,
  'connection.knocked': true,
  'connection.closed': true,
  'node.lost': true,
  'attendance.started': true,
  'attendance.ended': true,
  'attendance.continued': true,
  'standIn.began': true,
};

export const isBackstage = (event: Event): event is BackstageEvent => Object.hasOwn(backstageTypes, event.type);

/** What the server keeps to itself, after an event. `room.state` already has the event folded in. */
export function track(room: Room, event: Event, meta: Meta): Backstage {
  const next = record(room, event, meta);
  const settled =
    next === room.backstage && !changesWhoIsHere(event) ? next : settle({ ...room, backstage: next }, meta);
  return settled.lastAt === meta.at ? settled : { ...settled, lastAt: meta.at };
}

function record({ state, backstage }: Room, event: Event, meta: Meta): Backstage {
  switch (event.type) {
    case 'connection.opened': {
      const { connectionId, userId, node } = event;
      const connections = { ...backstage.connections, [connectionId]: { userId, node, stage: 'joined' } as const };
      return { ...backstage, connections, absentSince: without(backstage.absentSince, userId) };
    }
    case 'connection.knocked': {
      const { type: _, connectionId, ...knock } = event;
      const knocking = { ...knock, stage: 'knocking' } as const;
      return { ...backstage, connections: { ...backstage.connections, [connectionId]: knocking } };
    }
    case 'connection.closed': {
      const connections = without(backstage.connections, event.connectionId);
      return { ...backstage, ...absent({ state, backstage: { ...backstage, connections } }, event.userId, meta.at) };
    }
    case 'node.lost':
      return { ...backstage, outage: { lastSeenAt: event.lastSeenAt, noticedAt: meta.at } };
    case 'attendance.started': {
      const attendingSince = { ...backstage.attendingSince, [event.userId]: event.at };
      return { ...backstage, attendingSince, interrupted: without(backstage.interrupted, event.userId) };
    }
    case 'attendance.ended': {
      const { userId, at, lost } = event;
      const since = backstage.attendingSince[userId] ?? at;
      const attendingSince = without(backstage.attendingSince, userId);
      const lastDepartureAt = Math.max(backstage.lastDepartureAt ?? 0, at);
      const interrupted = lost ? { ...backstage.interrupted, [userId]: { since, until: at } } : backstage.interrupted;
      return { ...backstage, attendingSince, lastDepartureAt, interrupted };
    }
    case 'attendance.continued': {
      const since = backstage.interrupted[event.userId]?.since ?? meta.at;
      const attendingSince = { ...backstage.attendingSince, [event.userId]: since };
      return { ...backstage, attendingSince, interrupted: without(backstage.interrupted, event.userId) };
    }
    case 'standIn.began':
      return { ...backstage, standIn: { userId: event.userId, role: event.role } };
    case 'host.changed':
      return event.hostId === event.ownerId ? { ...backstage, standIn: null } : backstage;
    case 'participant.left': {
      // Who was timed out in an outage may still come back and show that they never left.
      const ended = event.reason === 'LEAVE' ? without(backstage.interrupted, event.userId) : backstage.interrupted;
      const absentSince = without(backstage.absentSince, event.userId);
      return { ...backstage, absentSince, interrupted: remembered(state, ended) };
    }
    case 'participant.removed': {
      const absentSince = without(backstage.absentSince, event.userId);
      return { ...backstage, absentSince, interrupted: without(backstage.interrupted, event.userId) };
    }
    case 'session.ended':
    case 'session.cancelled':
      return { ...backstage, connections: {}, absentSince: {}, attendingSince: {}, interrupted: {}, standIn: null };
    case 'timer.started':
    case 'timer.resumed':
    case 'timer.skipped':
    case 'timer.phaseCompleted':
    case 'timer.reset':
      return { ...backstage, startedRev: meta.rev };
    default:
      return backstage;
  }
}

/** Somebody without a connection is absent from now on, if they had joined. */
function absent(room: Room, userId: UserId, at: number): Pick<Backstage, 'connections' | 'absentSince'> {
  const { connections, absentSince } = room.backstage;
  const joined = room.state.participants[userId]?.status === 'JOINED';
  if (!joined || isHere(room, userId)) return { connections, absentSince };
  return { connections, absentSince: { ...absentSince, [userId]: at } };
}

/** What follows from the state of things: since when the host is absent, and since when nobody is here. */
function settle(room: Room, meta: Meta): Backstage {
  const { state, backstage } = room;
  const empty = !Object.values(backstage.connections).some(({ stage }) => stage === 'joined');
  const emptySince = empty ? (backstage.emptySince ?? meta.at) : null;
  const hostAbsentSince = !isOver(state) && hostIsAway(room) ? (backstage.hostAbsentSince ?? meta.at) : null;
  if (emptySince === backstage.emptySince && hostAbsentSince === backstage.hostAbsentSince) return backstage;
  return { ...backstage, emptySince, hostAbsentSince };
}

/** Events that change who is here, or who should be, without changing what is kept of it. */
const changesWhoIsHere = ({ type }: Event): boolean => type === 'participant.joined' || type === 'host.changed';

function hostIsAway(room: Room): boolean {
  const { hostId, ownerId, participants } = room.state;
  if (participants[hostId]?.status !== 'JOINED' || hostId in room.backstage.absentSince) return true;
  // Members who have not come yet are not absent. An owner is waited for; anybody else who was given control is not.
  return hostId !== ownerId && !isHere(room, hostId);
}

/** Only of people the room still knows: what is kept of the departed is bounded with them. */
function remembered(state: RoomState, interrupted: Backstage['interrupted']): Backstage['interrupted'] {
  const entries = Object.entries(interrupted) as [UserId, Interval][];
  const kept = entries.filter(([userId]) => userId in state.participants);
  return kept.length === entries.length ? interrupted : Object.fromEntries(kept);
}

function without<Key extends string, Value>(record: Readonly<Record<Key, Value>>, key: Key) {
  if (!(key in record)) return record;
  const { [key]: _, ...rest } = record;
  return rest as Record<Key, Value>;
}
