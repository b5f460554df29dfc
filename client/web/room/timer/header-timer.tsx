import classes from './header-timer.module.css';
import { TimerRing } from './timer-ring.tsx';
import { useTimerFace } from './use-room-timer.ts';

/** The timer as it is always in view: ring, time and phase. */
export function HeaderTimer() {
  const timer = useTimerFace();
  if (!timer) return <span />;
  return (
    <div className={classes.timer} data-tone={timer.tone} role="timer">
      <TimerRing progress={timer.progress} tone={timer.tone} stroke={14} className={classes.ring} />
      <span className={`${classes.time} tabular`} data-testid="timer-display">
        {timer.face}
      </span>
      <span className={classes.phase} data-testid="timer-phase">
        {timer.phase}
      </span>
    </div>
  );
}

/** The thin line under the header that fills as the phase goes by. */
export function PhaseLine() {
  const timer = useTimerFace();
  return (
    <div className={classes.track} data-tone={timer?.tone ?? 'idle'} aria-hidden="true">
      <div className={classes.line} style={{ transform: `scaleX(${timer?.progress ?? 0})` }} />
    </div>
  );
}
