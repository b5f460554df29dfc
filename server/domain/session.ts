import type { CommandOf } from '../protocol/commands.ts';
import type { UserId } from '../protocol/ids.ts';
import { admissions } from './arrival.ts';
import { accept, reject, unchanged, type Decision, type Facts } from './decision.ts';
import { joinedCount, type Event, type Room } from './room.ts';
import { elapse, isOverdue } from './timer.ts';

export function start({ state }: Room): Decision {
  if (state.status === 'ACTIVE') return reject('INVALID_STATE', 'The session has started already');
  return accept([{ type: 'session.started' }]);
}

/** Ends the session as of `endedAt`. A phase that has run its time by then is completed first. */
export function end(room: Room, endedAt: number): Decision {
  const due = isOverdue(room.state.timer, endedAt) ? elapse(room, room.backstage.startedRev, endedAt) : unchanged;
  return accept([...(due.ok ? due.events : []), ...allLeave(room, endedAt), { type: 'session.ended', endedAt }]);
}

export function cancel(room: Room, now: number): Decision {
  if (room.state.status === 'ACTIVE') return reject('INVALID_STATE', 'A session that has started is ended, not cancelled');
  return accept([...allLeave(room, now), { type: 'session.cancelled' }]);
}

export function updateSettings(room: Room, { settings }: CommandOf<'session:updateSettings'>, facts: Facts): Decision {
  const { state } = room;
  const { maxParticipants } = settings;
  if (maxParticipants !== undefined) {
    const range = capacityRange(state.type, facts.maxParticipants);
    if (maxParticipants < range.min || maxParticipants > range.max) {
      return reject('VALIDATION_FAILED', `maxParticipants must be from ${range.min} to ${range.max}`);
    }
    if (maxParticipants < joinedCount(state)) return reject('CONFLICT', 'More people than that are in the room');
  }
  if (settings.enabledTools && new Set(settings.enabledTools).size < settings.enabledTools.length) {
    return reject('VALIDATION_FAILED', 'Each tool once');
  }
  const changed: Event = { type: 'session.settingsChanged', settings };
  const opens = settings.waitingRoom === false && state.settings.waitingRoom && !state.locked;
  return accept([changed, ...(opens ? everyoneWaiting(room, facts.now) : [])]);
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

function everyoneWaiting(room: Room, now: number): Event[] {
  const { state } = room;
  const free = state.settings.maxParticipants - joinedCount(state);
  const inOrder = Object.entries(state.waiting).sort(([, a], [, b]) => a.knockedAt - b.knockedAt);
  return inOrder.slice(0, Math.max(0, free)).flatMap(([userId]) => admissions(room, userId as UserId, now));
}

function allLeave({ backstage }: Room, at: number): Event[] {
  const open = Object.entries(backstage.attendingSince) as [UserId, number][];
  return open.map(([userId, since]) => ({ type: 'attendance.ended', userId, at: Math.max(since, at), lost: false }));
}
