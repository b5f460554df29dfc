import { Text } from '@mantine/core';
import { t } from '../../strings/index.ts';
import { TimerControls } from '../timer/timer-controls.tsx';
import { TimerRing } from '../timer/timer-ring.tsx';
import { useTimerActions, useTimerFace } from '../timer/use-room-timer.ts';
import classes from './focus-timer.module.css';

/** The large timer. The header says the same to a screen reader, so here it is a picture. */
export function FocusTimer() {
  const face = useTimerFace();
  const { timer } = useTimerActions();
  if (!face || !timer) return <Text ta="center">{t.timer.off}</Text>;
  const { config, completedWorkPhases, status } = timer;
  const round = t.timer.round(
    Math.min(completedWorkPhases % config.longBreakInterval, config.longBreakInterval - 1) + 1,
    config.longBreakInterval,
  );
  return (
    <section className={classes.timer} aria-label={t.timer.title} data-tone={face.phaseTone}>
      <TimerRing
        progress={face.progress}
        tone={status === 'IDLE' ? 'idle' : face.phaseTone}
        stroke={3.2}
        className={classes.ring}
      >
        <span className={classes.phase} aria-hidden="true">
          {face.phase}
        </span>
        <span className={`${classes.time} tabular`} data-long={face.face.length > 5 || undefined} aria-hidden="true">
          {face.face}
        </span>
        <span className={classes.state}>
          {status === 'PAUSED'
            ? t.timer.paused
            : (face.over ?? (config.mode === 'POMODORO' ? round : t.modes[config.mode]))}
        </span>
      </TimerRing>
      <TimerControls />
    </section>
  );
}
