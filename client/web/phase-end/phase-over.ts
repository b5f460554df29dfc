import type { Phase, TimerState } from '../../../server/protocol/room.ts';

/** A phase that is over with nothing begun since. */
export interface PhaseOver {
  readonly phase: Phase;
  /** Whether somebody has been at the page since. */
  readonly looked: boolean;
}

/** The server's time as known here may be this much behind, and no phase is skipped so shortly before its end. */
const graceMs = 1_000;

/**
 * What is over after the timer has changed, at the server's time `at`. By the timer itself and not by what is heard of
 * it: a phase may have ended while the network was away.
 */
export function overAfter(was: TimerState, now: TimerState, at: number, over: PhaseOver | null): PhaseOver | null {
  if (now.status !== 'IDLE') return null;
  const wentOn = now.phase !== was.phase || now.completedWorkPhases !== was.completedWorkPhases;
  if (was.status === 'IDLE') return wentOn ? null : over;
  const ranOut = was.status === 'RUNNING' && was.endsAt !== null && was.endsAt <= at + graceMs;
  return wentOn && ranOut ? { phase: was.phase, looked: false } : null;
}
