import type { CommandOf } from '../protocol/commands.ts';
import type { UserId } from '../protocol/ids.ts';
import { accept, reject, unchanged, type Decision, type Facts } from './decision.ts';
import { difference } from './difference.ts';
import { limits } from './limits.ts';
import { armed, withoutCalls } from './recording.ts';
import { takenSeats, type Event, type Room } from './room.ts';
import { completion, overdue } from './timer.ts';
import { admitWaiting } from './waiting.ts';

export function start({ state }: Room, facts: Facts): Decision {
  if (state.status === 'ACTIVE') return reject('INVALID_STATE', 'The session has started already');
  return accept([{ type: 'session.started' }, ...armed(state, facts)]);
}

/** Ends the session as of `endedAt`. A phase that has run its time by then is completed first. */
export function end(room: Room, endedAt: number): Decision {
  const due = overdue(room.state.timer, endedAt);
  const completed = due ? [completion(room, due, null)] : [];
  return accept([...completed, ...allLeave(room, endedAt), { type: 'session.ended', endedAt }]);
}

/** An active session in which nobody has been for long ends as of the last departure that the server saw. */
export function expire(room: Room, now: number): Decision {
  const since = emptyFrom(room);
  if (since === null || now < since + limits.emptyMs) return reject('INVALID_STATE', 'The session is not abandoned');
  return end(room, Math.max(room.state.startedAt ?? 0, room.backstage.lastDepartureAt ?? 0));
}

/**
 * Since when an active session has been without anybody; null while somebody is there. People lost with a node count
 * from when that was noticed, so that an outage alone ends nothing.
 */
export function emptyFrom({ state, backstage: { emptySince } }: Room): number | null {
  if (state.status !== 'ACTIVE' || emptySince === null) return null;
  return Math.max(emptySince, state.startedAt ?? 0);
}

export function cancel(room: Room, now: number): Decision {
  if (room.state.status === 'ACTIVE')
    return reject('INVALID_STATE', 'A session that has started is ended, not cancelled');
  return accept([...allLeave(room, now), { type: 'session.cancelled' }]);
}

export function updateSettings(room: Room, { settings }: CommandOf<'session:updateSettings'>, facts: Facts): Decision {
  const { state } = room;
  const { maxParticipants } = settings;
  if (maxParticipants !== undefined) {
    const range = capacityRange(state.type, facts.maxParticipants);
    if (maxParticipants < range.min || maxParticipants > range.max) {
      const message = `maxParticipants must be from ${range.min} to ${range.max}`;
      return reject('VALIDATION_FAILED', message, 'maxParticipants');
    }
    if (maxParticipants < takenSeats(state)) return reject('CONFLICT', 'More people than that are in the room');
  }
  if (settings.enabledTools && new Set(settings.enabledTools).size < settings.enabledTools.length) {
    return reject('VALIDATION_FAILED', 'Each tool once', 'enabledTools');
  }
  const changed = difference(state.settings, settings);
  if (Object.keys(changed).length === 0) return unchanged;
  const opens = changed.waitingRoom === false && !state.locked;
  const after: Room = { ...room, state: { ...state, settings: { ...state.settings, ...changed } } };
  const admitted = opens ? everyoneWaiting(after, facts.now) : [];
  return accept([{ type: 'session.settingsChanged', settings: changed }, ...withoutCalls(after.state), ...admitted]);
}

export function lock({ state }: Room): Decision {
  return state.locked ? unchanged : accept([{ type: 'room.locked' }]);
}

export function unlock(room: Room, now: number): Decision {
  if (!room.state.locked) return unchanged;
  const admitted = room.state.settings.waitingRoom ? [] : everyoneWaiting(room, now);
  return accept([{ type: 'room.unlocked' }, ...admitted]);
}

/** How many people a session of this type may be for, on a server that allows `limit`. */
export function capacityRange(type: Room['state']['type'], limit: number): { min: number; max: number } {
  switch (type) {
    case 'SOLO':
      return { min: 1, max: 1 };
    case 'ONE_ON_ONE':
      return { min: 2, max: 2 };
    case 'GROUP':
      return { min: 2, max: limit };
  }
}

/** In the order they knocked, as far as there are seats; the others go on waiting. */
function everyoneWaiting(room: Room, now: number): Event[] {
  const { state } = room;
  const free = state.settings.maxParticipants - takenSeats(state);
  const inOrder = Object.entries(state.waiting).toSorted(([, a], [, b]) => a.knockedAt - b.knockedAt);
  return inOrder.slice(0, Math.max(0, free)).flatMap(([userId]) => admitWaiting(room, userId as UserId, now));
}

function allLeave({ backstage }: Room, at: number): Event[] {
  const open = Object.entries(backstage.attendingSince) as [UserId, number][];
  return open.map(([userId, since]) => ({ type: 'attendance.ended', userId, at: Math.max(since, at), lost: false }));
}
