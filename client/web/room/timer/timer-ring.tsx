import type { ReactNode } from 'react';
import type { PhaseTone } from '../../theme/phase.ts';
import classes from './timer-ring.module.css';

interface TimerRingProps {
  /** From 0 to 1. */
  readonly progress: number;
  readonly tone: PhaseTone;
  readonly stroke: number;
  readonly className?: string | undefined;
  readonly children?: ReactNode;
}

const radius = 50;
const around = 2 * Math.PI * radius;

/** What is left of the phase, as what is left of a ring; it empties clockwise. As large as its box. */
export function TimerRing({ progress, tone, stroke, className, children }: TimerRingProps) {
  const half = radius + stroke / 2;
  return (
    <div className={`${classes.ring} ${className ?? ''}`} data-tone={tone}>
      <svg viewBox={`${-half} ${-half} ${2 * half} ${2 * half}`} aria-hidden="true">
        <circle r={radius} strokeWidth={stroke} className={classes.track} />
        <circle
          r={radius}
          strokeWidth={stroke}
          className={classes.left}
          strokeDasharray={around}
          strokeDashoffset={-around * Math.min(1, progress)}
          transform="rotate(-90)"
        />
      </svg>
      {children && <div className={classes.inside}>{children}</div>}
    </div>
  );
}
