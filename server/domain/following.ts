import type { Phase, TimerConfig } from '../protocol/room.ts';

/** How long a phase lasts by this configuration; null for a stopwatch, which has no end. */
export function durationOf(config: TimerConfig, phase: Phase): number | null {
  if (config.mode === 'STOPWATCH') return null;
  if (config.mode === 'COUNTDOWN') return config.workMs;
  switch (phase) {
    case 'WORK':
      return config.workMs;
    case 'SHORT_BREAK':
      return config.shortBreakMs;
    case 'LONG_BREAK':
      return config.longBreakMs;
  }
}

/** The phase after one that was completed; `completedWorkPhases` counts it already. */
export function afterCompleted(config: TimerConfig, phase: Phase, completedWorkPhases: number): Phase {
  if (config.mode !== 'POMODORO' || phase !== 'WORK') return 'WORK';
  return completedWorkPhases % config.longBreakInterval === 0 ? 'LONG_BREAK' : 'SHORT_BREAK';
}

/** The phase after one that was skipped: a long break is earned, so skipped work leads to a short one. */
export function afterSkipped(config: TimerConfig, phase: Phase): Phase {
  return config.mode === 'POMODORO' && phase === 'WORK' ? 'SHORT_BREAK' : 'WORK';
}

/** Whether a phase starts by itself when the one before it is over. */
export function startsItself(config: TimerConfig, phase: Phase): boolean {
  if (config.mode !== 'POMODORO') return false;
  return phase === 'WORK' ? config.autoStartWork : config.autoStartBreak;
}
