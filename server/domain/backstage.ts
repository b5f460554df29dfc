import type { UserId } from '../protocol/ids.ts';
import { limits } from './limits.ts';
import { isHere, type Backstage, type BackstageEvent, type Event, type Meta, type Room } from './room.ts';

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

export const isBackstage = (event: Event): event is BackstageEvent => event.type in backstageTypes;

/** What the server keeps to itself, after an event. `room.state` already has the event folded in. */
export function track(room: Room, event: Event, meta: Meta): Backstage {
  const next = { ...record(room, event, meta), lastAt: meta.at };
  return settle({ state: room.state, backstage: next }, meta);
}

function record({ state, backstage }: Room, event: Event, meta: Meta): Backstage {
  switch (event.type) {
    case 'connection.opened':
    case 'connection.knocked': {
      const { connectionId, userId, node } = event;
      const stage = event.type === 'connection.opened' ? 'joined' : 'knocking';
      const connections = { ...backstage.connections, [connectionId]: { userId, node, stage } as const };
      return { ...backstage, connections, absentSince: without(backstage.absentSince, userId) };
    }
    case 'connection.closed': {
      const connections = without(backstage.connections, event.connectionId);
      return { ...backstage, ...absent({ state, backstage: { ...backstage, connections } }, event.userId, meta.at) };
    }
    case 'node.lost':
      return { ...backstage, outage: { lastSeenAt: event.lastSeenAt, noticedAt: meta.at } };
    case 'attendance.started': {
      const attendingSince = { ...backstage.attendingSince, [event.userId]: event.at };
      return { ...backstage, attendingSince, lostUntil: without(backstage.lostUntil, event.userId) };
    }
    case 'attendance.ended': {
      const attendingSince = without(backstage.attendingSince, event.userId);
      if (!event.lost) return { ...backstage, attendingSince };
      const lostUntil = { ...backstage.lostUntil, [event.userId]: event.at + limits.continueMs };
      return { ...backstage, attendingSince, lostUntil };
    }
    case 'attendance.continued': {
      const attendingSince = { ...backstage.attendingSince, [event.userId]: meta.at };
      return { ...backstage, attendingSince, lostUntil: without(backstage.lostUntil, event.userId) };
    }
    case 'standIn.began':
      return { ...backstage, standIn: { userId: event.userId, role: event.role } };
    case 'host.changed':
      return event.hostId === event.ownerId ? { ...backstage, standIn: null } : backstage;
    case 'participant.left':
    case 'participant.removed':
      return { ...backstage, absentSince: without(backstage.absentSince, event.userId) };
    case 'timer.started':
    case 'timer.resumed':
    case 'timer.skipped':
    case 'timer.phaseCompleted':
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
  const host = state.participants[state.hostId];
  const hostGone = host === undefined || (host.status !== 'JOINED' ? true : state.hostId in backstage.absentSince);
  const hostAbsentSince = hostGone ? (backstage.hostAbsentSince ?? meta.at) : null;
  if (emptySince === backstage.emptySince && hostAbsentSince === backstage.hostAbsentSince) return backstage;
  return { ...backstage, emptySince, hostAbsentSince };
}

export function without<Key extends string, Value>(record: Readonly<Record<Key, Value>>, key: Key) {
  if (!(key in record)) return record;
  const { [key]: _, ...rest } = record;
  return rest as Record<Key, Value>;
}
