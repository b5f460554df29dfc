import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Call } from '../../../sdk/media/index.ts';
import { useReadable, useRoom } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useHere } from '../room-context.ts';
import classes from './quiet-in-focus.module.css';
import { callChoices } from './choices.ts';

/** While one focuses the others are neither heard nor seen, if one chose so; they are back at the break. */
export function QuietInFocus({ call }: { call: Call }) {
  const { session } = useHere();
  const { quietInFocus } = useReadable(callChoices);
  const { kind } = useReadable(call.state);
  const phase = useRoom(session, (room) => (room.timer.status === 'RUNNING' ? room.timer.phase : null));
  const focused = kind === 'in' && phase === 'WORK';
  /** Refused for this phase. */
  const [refusedNow, setRefusedNow] = useState(false);
  if (!focused && refusedNow) setRefusedNow(false);
  const quiet = quietInFocus && focused && !refusedNow;

  useEffect(() => {
    call.setQuiet(quiet);
    // Muted and not unmuted again at the break: nothing switches a microphone on but its owner.
    if (quiet && call.own.getSnapshot().microphone.kind === 'on') call.turnOff('microphone');
    return () => call.setQuiet(false);
  }, [call, quiet]);

  return (
    quiet && (
      <div className={classes.quiet} role="status">
        {t.call.quietNow}
        <Button size="compact-md" variant="subtle" onClick={() => setRefusedNow(true)}>
          {t.call.hearNow}
        </Button>
      </div>
    )
  );
}
