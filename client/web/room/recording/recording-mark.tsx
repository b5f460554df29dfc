import { Button, Popover, Switch, UnstyledButton } from '@mantine/core';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { useRecording, type RecordingView } from '../../../sdk/react/index.ts';
import { clockTime } from '../../format/moment.ts';
import { t } from '../../strings/index.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useMayHost } from '../hooks/use-role.ts';
import { useHere } from '../room-context.ts';
import classes from './recording-mark.module.css';

/** In everybody's header for as long as a recording is on: who is in it, and whether oneself is. */
export function RecordingMark() {
  const { session } = useHere();
  const { recording } = useRecording(session);
  if (!recording) return null;
  const on = recording.startedAt !== null;
  return (
    <Popover position="bottom-start" shadow="md" width={320} trapFocus returnFocus withinPortal>
      <Popover.Target>
        <UnstyledButton className={classes.mark} data-on={on || undefined} aria-label={t.recording.markLabel(on)}>
          {on ? t.recording.mark : t.recording.askedMark}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t.recording.list}>
        <Details recording={recording} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Details({ recording }: { recording: RecordingView }) {
  const { recordingId, startedAt, interruptedAt, mine, agreed } = recording;
  const mayHost = useMayHost();
  const command = useCommand();
  return (
    <div className={classes.details}>
      <p>
        <strong>{startedAt === null ? t.recording.asked : t.recording.on}</strong>{' '}
        {startedAt !== null && t.recording.since(clockTime(startedAt))}
      </p>
      {interruptedAt !== null && <p>{t.recording.interruptedAt(clockTime(interruptedAt))}</p>}
      {agreed.length === 0 ? (
        <p>{t.recording.nobody}</p>
      ) : (
        <div>
          {t.recording.inIt}
          <ul>
            {agreed.map(({ userId, name }) => (
              <li key={userId}>{name}</li>
            ))}
          </ul>
          {t.recording.onlyThey}
        </div>
      )}
      <Switch
        size="md"
        label={t.recording.mine}
        description={t.recording.mineHint}
        checked={mine === true}
        onChange={(event) => void command('recording:answer', { recordingId, agreed: event.currentTarget.checked })}
      />
      {mayHost && (
        <Button
          variant="default"
          size="md"
          leftSection={<IconPlayerStopFilled size={18} />}
          onClick={() => void command('recording:stop', {})}
        >
          {t.recording.stop}
        </Button>
      )}
    </div>
  );
}
