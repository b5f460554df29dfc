import type { TimerState } from '../protocol/room.ts';
import { durationOf } from './following.ts';

/**
 * How long the phase has run by `now`, in milliseconds: 0 when idle, never negative and never more than the phase
 * lasts, so that clients whose clocks differ a little, and a server that is about to complete the phase, show the same.
 */
export function elapsedMs(timer: TimerState, now: number): number {
  switch (timer.status) {
    case 'IDLE':
      return 0;
    case 'RUNNING': {
      const end = timer.endsAt ?? Infinity;
      return Math.max(0, Math.min(now, end) - timer.startedAt);
    }
    case 'PAUSED': {
      if (timer.elapsedMs !== undefined || timer.remainingMs === undefined) return timer.elapsedMs ?? 0;
      return Math.max(0, (durationOf(timer.config, timer.phase) ?? timer.remainingMs) - timer.remainingMs);
    }
  }
}

/** How long the phase still has at `now`, in milliseconds, at least 0; idle, what it will have. Null for a stopwatch. */
export function remainingMs(timer: TimerState, now: number): number | null {
  switch (timer.status) {
    case 'IDLE':
      return durationOf(timer.config, timer.phase);
    case 'RUNNING':
      // A client's clock may be a little behind the server's: never show more than the whole phase.
      return timer.endsAt === null ? null : Math.max(0, timer.endsAt - Math.max(now, timer.startedAt));
    case 'PAUSED':
      return timer.remainingMs ?? null;
  }
}
