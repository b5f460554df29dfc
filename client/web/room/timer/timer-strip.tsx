import { ActionIcon } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { t } from '../../strings/index.ts';
import classes from './timer-strip.module.css';
import { useTimerActions, useTimerFace } from './use-room-timer.ts';

/** On a phone, above the panels: pause and resume without going back to the timer. */
export function TimerStrip() {
  const face = useTimerFace();
  const { timer, mayRun, label, press } = useTimerActions();
  if (!face || !timer || !mayRun) return null;
  const running = timer.status === 'RUNNING';
  return (
    <section className={classes.strip} data-tone={face.tone} aria-label={t.timer.title}>
      <span>{timer.status === 'PAUSED' ? t.timer.paused : (face.over ?? face.phase)}</span>
      <ActionIcon variant="default" size={44} aria-label={label} onClick={press}>
        {running ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
      </ActionIcon>
    </section>
  );
}
