import type { CommandOf } from '../protocol/commands.ts';
import type { UserId } from '../protocol/ids.ts';
import type { Phase, TimerConfig, TimerState } from '../protocol/room.ts';
import { accept, reject, unchanged, type Decision } from './decision.ts';
import { afterCompleted, afterSkipped, durationOf, startsItself } from './following.ts';
import { limits } from './limits.ts';
import { isHost } from './policy.ts';
import { isHere, type Room } from './room.ts';

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
  if (config.mode === timer.config.mode || timer.phase === 'WORK') return accept([{ type: 'timer.configured', config }]);
  // Only a pomodoro has breaks: another mode begins at its one phase.
  return accept([
    { type: 'timer.configured', config },
    { type: 'timer.reset', phase: timer.phase, next: null },
  ]);
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
  return accept([{ type: 'timer.paused', phase, remainingMs: endsAt - now }]);
}

export function resume({ state: { timer } }: Room, now: number): Decision {
  if (timer.status !== 'PAUSED') return reject('INVALID_STATE', 'The timer is not paused');
  const { phase, remainingMs, elapsedMs, config } = timer;
  if (remainingMs === undefined) {
    return accept([{ type: 'timer.resumed', phase, startedAt: now - (elapsedMs ?? 0), endsAt: null }]);
  }
  const endsAt = now + remainingMs;
  const startedAt = Math.min(now, endsAt - (durationOf(config, phase) ?? remainingMs));
  return accept([{ type: 'timer.resumed', phase, startedAt, endsAt }]);
}

export function skip({ state: { timer } }: Room, now: number): Decision {
  const { config, phase, status } = timer;
  if (config.mode === 'STOPWATCH') return reject('INVALID_STATE', 'A stopwatch has no phase to skip');
  if (isOverdue(timer, now)) return phaseIsOver;
  const following = afterSkipped(config, phase);
  const next = status !== 'IDLE' && startsItself(config, following) ? span(config, following, now) : null;
  return accept([{ type: 'timer.skipped', phase, next }]);
}

export function reset({ state: { timer } }: Room, now: number): Decision {
  if (isOverdue(timer, now)) return phaseIsOver;
  const { status, phase, completedWorkPhases } = timer;
  if (status === 'IDLE' && phase === 'WORK' && completedWorkPhases === 0) return unchanged;
  return accept([{ type: 'timer.reset', phase, next: null }]);
}

// A phase that has run its time is completed, whatever somebody asks in the moment before the server says so.
const phaseIsOver = reject('INVALID_STATE', 'The phase is over');

export const isOverdue = (timer: TimerState, now: number): boolean =>
  timer.status === 'RUNNING' && timer.endsAt !== null && now >= timer.endsAt;

/** The phase that began with `startedRev` is over. Whoever notices says so; only the first is believed. */
export function elapse(room: Room, startedRev: number, now: number): Decision {
  const { timer } = room.state;
  if (timer.status !== 'RUNNING' || room.backstage.startedRev !== startedRev) {
    return reject('INVALID_STATE', 'That phase is no longer running');
  }
  const { config, phase, startedAt, endsAt } = timer;
  if (endsAt === null || now < endsAt) return reject('INVALID_STATE', 'That phase is not over');
  const participantIds = presentAt(room, endsAt);
  const completedWorkPhases = timer.completedWorkPhases + (phase === 'WORK' ? 1 : 0);
  const following = afterCompleted(config, phase, completedWorkPhases);
  const onTime = now - endsAt <= limits.lateMs && room.backstage.emptySince === null;
  const next = onTime && startsItself(config, following) ? span(config, following, endsAt) : null;
  return accept([
    { type: 'timer.phaseCompleted', phase, startedAt, endsAt, participantIds, next, completedWorkPhases },
  ]);
}

/** Who is here, and who was at the end of the phase but lost their node before it could be closed. */
function presentAt(room: Room, endsAt: number): UserId[] {
  const { lostUntil } = room.backstage;
  const people = Object.keys(room.state.participants) as UserId[];
  return people.filter((id) => isHere(room, id) || (lostUntil[id] ?? 0) - limits.continueMs >= endsAt);
}
