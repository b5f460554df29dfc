import type { TimerState } from '../../../server/protocol/room.ts';
import { elapsedMs, remainingMs } from '../../../server/domain/clock.ts';

/** The most that a shown time stands still for a correction to catch up with it. */
const heldMs = 250;

/** What a timer shows. Read as often as liked. */
export interface TimerFace {
  readonly remainingMs: (timer: TimerState) => number | null;
  readonly elapsedMs: (timer: TimerState) => number;
}

/**
 * Within one running phase the time used is the latest read so far: a correction of the clock backwards by up to 250 ms
 * makes the display stand still until the clock has caught up, and never run backwards. A larger correction means that
 * what was shown was wrong (a device that slept, a first guess), and being right comes before being steady. So the
 * error shown is at most 250 ms plus that of the clock. Another phase, a pause, a reset show at once what they are.
 */
export function createTimerFace(now: () => number): TimerFace {
  let phase = '';
  let latest = -Infinity;

  function steady(timer: TimerState): number {
    if (timer.status !== 'RUNNING') return now();
    const running = `${timer.phase} ${timer.startedAt} ${timer.endsAt}`;
    const current = now();
    if (running !== phase || latest - current > heldMs) latest = current;
    phase = running;
    latest = Math.max(latest, current);
    return latest;
  }

  return {
    remainingMs: (timer) => remainingMs(timer, steady(timer)),
    elapsedMs: (timer) => elapsedMs(timer, steady(timer)),
  };
}
