import type { CommandOf } from '../protocol/commands.ts';
import type { UserId } from '../protocol/ids.ts';
import type { Phase, TimerConfig, TimerState } from '../protocol/room.ts';
import { accept, reject, unchanged, type Decision } from './decision.ts';
import { afterCompleted, afterSkipped, durationOf, startsItself } from './following.ts';
import { difference } from './difference.ts';
import { limits } from './limits.ts';
import { isHost } from './policy.ts';
import type { Event, Room } from './room.ts';

type Span = { phase: Phase; startedAt: number; endsAt: number | null };

const span = (config: TimerConfig, phase: Phase, startedAt: number): Span => {
  const durationMs = durationOf(config, phase);
  return { phase, startedAt, endsAt: durationMs === null ? null : startedAt + durationMs };
};

export function configure({ state }: Room, userId: UserId, { config: change }: CommandOf<'timer:configure'>): Decision {
  const { timer } = state;
  if (change.control && change.control !== timer.config.control && !isHost(state, userId)) {
    return reject('FORBIDDEN', 'Only a host may say who works the timer');
  }
  if (change.mode && change.mode !== timer.config.mode && timer.status !== 'IDLE') {
    return reject('INVALID_STATE', 'Reset the timer before you change its mode');
  }
  const config = { ...timer.config, ...change };
  if (Object.keys(difference(timer.config, change)).length === 0) return unchanged;
  const configured: Event = { type: 'timer.configured', config };
  // The phases of one mode mean nothing in another: its cycle starts over.
  const restarts = config.mode !== timer.config.mode && !isFresh(timer);
  return accept(restarts ? [configured, { type: 'timer.reset', phase: timer.phase, next: null }] : [configured]);
}

export function start({ state: { timer } }: Room, { phase }: CommandOf<'timer:start'>, now: number): Decision {
  if (timer.status === 'RUNNING') return reject('INVALID_STATE', 'The timer is running');
  if (timer.status === 'PAUSED') return reject('INVALID_STATE', 'The timer is paused: resume or reset it');
  const wanted = phase ?? timer.phase;
  if (timer.config.mode !== 'POMODORO' && wanted !== 'WORK') {
    return reject('INVALID_STATE', 'Only a pomodoro has breaks');
  }
  return accept([{ type: 'timer.started', ...span(timer.config, wanted, now) }]);
}

export function pause({ state: { timer } }: Room, now: number): Decision {
  if (timer.status !== 'RUNNING') return reject('INVALID_STATE', 'The timer is not running');
  const { phase, startedAt, endsAt } = timer;
  if (endsAt === null) return accept([{ type: 'timer.paused', phase, elapsedMs: now - startedAt }]);
  if (now >= endsAt) return phaseIsOver;
  return accept([{ type: 'timer.paused', phase, remainingMs: endsAt - now, elapsedMs: now - startedAt }]);
}

export function resume({ state: { timer } }: Room, now: number): Decision {
  if (timer.status !== 'PAUSED') return reject('INVALID_STATE', 'The timer is not paused');
  const { phase, remainingMs, elapsedMs = 0 } = timer;
  // Both halves are kept, not derived from the configuration: that may have changed while the timer stood still.
  const endsAt = remainingMs === undefined ? null : now + remainingMs;
  return accept([{ type: 'timer.resumed', phase, startedAt: now - elapsedMs, endsAt }]);
}

export function skip({ state: { timer } }: Room, now: number): Decision {
  const { config, phase, status } = timer;
  if (config.mode === 'STOPWATCH') return reject('INVALID_STATE', 'A stopwatch has no phase to skip');
  if (overdue(timer, now)) return phaseIsOver;
  const following = afterSkipped(config, phase);
  if (status === 'IDLE' && following === phase) return unchanged;
  const next = status !== 'IDLE' && startsItself(config, following) ? span(config, following, now) : null;
  return accept([{ type: 'timer.skipped', phase, next }]);
}

export function reset({ state: { timer } }: Room, now: number): Decision {
  if (overdue(timer, now)) return phaseIsOver;
  return isFresh(timer) ? unchanged : accept([{ type: 'timer.reset', phase: timer.phase, next: null }]);
}

/** At the beginning of the cycle. */
const isFresh = ({ status, phase, completedWorkPhases }: TimerState): boolean =>
  status === 'IDLE' && phase === 'WORK' && completedWorkPhases === 0;

// A phase that has run its time is completed, whatever somebody asks in the moment before the server says so.
const phaseIsOver = reject('INVALID_STATE', 'The phase is over');

type Ending = Extract<TimerState, { status: 'RUNNING' }> & { endsAt: number };

/** The running phase, if it has run its time. */
export function overdue(timer: TimerState, now: number): Ending | null {
  if (timer.status !== 'RUNNING' || timer.endsAt === null || now < timer.endsAt) return null;
  return { ...timer, endsAt: timer.endsAt };
}

/** The phase that began with `startedRev` is over. Whoever notices says so; only the first is believed. */
export function elapse(room: Room, startedRev: number, now: number): Decision {
  const { state, backstage } = room;
  if (state.timer.status !== 'RUNNING' || backstage.startedRev !== startedRev) {
    return reject('INVALID_STATE', 'That phase is no longer running');
  }
  const due = overdue(state.timer, now);
  if (!due || now < closesAt(room, due.endsAt)) return reject('INVALID_STATE', 'That phase is not over');
  const onTime = now - due.endsAt <= limits.lateMs && backstage.emptySince === null;
  const following = afterCompleted(due.config, due.phase, countOf(due));
  const goesOn = onTime && startsItself(due.config, following) && state.settings.enabledTools.includes('TIMER');
  return accept([completion(room, due, goesOn ? span(due.config, following, due.endsAt) : null)]);
}

/** A phase that has run its time, with those who were there when it did. */
export function completion(room: Room, due: Ending, next: Span | null): Event {
  const { phase, startedAt, endsAt } = due;
  const participantIds = (Object.keys(room.state.participants) as UserId[]).filter((id) => wasHere(room, id, endsAt));
  return {
    type: 'timer.phaseCompleted',
    phase,
    startedAt,
    endsAt,
    participantIds,
    next,
    completedWorkPhases: countOf(due),
  };
}

const countOf = ({ phase, completedWorkPhases }: Ending): number => completedWorkPhases + (phase === 'WORK' ? 1 : 0);

/**
 * When a phase that ends at `endsAt` is closed. If a node was lost before somebody could close it, its people get a
 * moment to come back first, so that they are credited.
 */
export function closesAt({ backstage: { outage } }: Room, endsAt: number): number {
  return outage ? Math.max(endsAt, outage.noticedAt + limits.returnMs) : endsAt;
}

/** Whether somebody was here at a moment just past: by the server's own sight, up to the loss of their node. */
function wasHere({ backstage }: Room, userId: UserId, at: number): boolean {
  const since = backstage.attendingSince[userId];
  if (since !== undefined) return since <= at;
  const seen = backstage.interrupted[userId];
  if (seen) return seen.since <= at && at <= seen.until;
  // A cut of the network as short as this shows nobody as away, and costs nobody a phase.
  const absentSince = backstage.absentSince[userId];
  return absentSince !== undefined && at < absentSince + limits.awayMs;
}
