import { Button, Group, Text } from '@mantine/core';
import {
  IconAdjustments,
  IconBell,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipForward,
  IconRotate,
} from '@tabler/icons-react';
import { t } from '../../strings/index.ts';
import { useRoomUi } from '../room-context.ts';
import classes from './timer-controls.module.css';
import { useTimerActions } from './use-room-timer.ts';

/** Everything one can do with the timer, at the timer. Who may not sees why. */
export function TimerControls() {
  const { timer, mayRun, mayConfigure, startsSession, why, label, press, skip, reset } = useTimerActions();
  const { openDialog } = useRoomUi();
  if (!timer) return null;
  const { status, config, completedWorkPhases } = timer;
  const running = status === 'RUNNING';
  const resettable = status !== 'IDLE' || completedWorkPhases > 0 || timer.phase !== 'WORK';

  return (
    <div className={classes.controls}>
      {/* One button throughout, so that the focus stays on it. */}
      {mayRun && (
        <Button
          size="lg"
          variant={running ? 'default' : 'filled'}
          leftSection={running ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
          onClick={press}
        >
          {label}
        </Button>
      )}
      {(why ?? startsSession) && (
        <Text size="sm" c="dimmed">
          {why ?? t.timer.startAlsoSession}
        </Text>
      )}
      <Group gap={4} justify="center" className={classes.minor}>
        {mayRun && !startsSession && config.mode !== 'STOPWATCH' && (
          <Button variant="subtle" size="sm" leftSection={<IconPlayerSkipForward size={18} />} onClick={skip}>
            {t.timer.skip}
          </Button>
        )}
        {mayRun && !startsSession && resettable && (
          <Button variant="subtle" size="sm" leftSection={<IconRotate size={18} />} onClick={reset}>
            {t.timer.reset}
          </Button>
        )}
        {mayConfigure && (
          <Button
            variant="subtle"
            size="sm"
            leftSection={<IconAdjustments size={18} />}
            onClick={() => openDialog('timer')}
          >
            {t.timer.settings}
          </Button>
        )}
        <Button variant="subtle" size="sm" leftSection={<IconBell size={18} />} onClick={() => openDialog('bell')}>
          {t.bell.title}
        </Button>
      </Group>
    </div>
  );
}
