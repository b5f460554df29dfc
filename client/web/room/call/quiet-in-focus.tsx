import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Call } from '../../../sdk/media/index.ts';
import { useReadable, useRoom } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useHere } from '../room-context.ts';
import { callChoices } from './choices.ts';
import { leaveFocus, useRoomFocus } from './focus.ts';

/** While one focuses the others are neither heard nor seen, if the room or one oneself chose so; they are back at the break. */
export function QuietInFocus({ call }: { call: Call }) {
  const { session, sessionId } = useHere();
  const { quietInFocus } = useReadable(callChoices);
  const { kind } = useReadable(call.state);
  const { kept } = useRoomFocus();
  const working = useRoom(session, ({ timer }) => timer.status === 'RUNNING' && timer.phase === 'WORK') ?? false;
  /** One's own choice, refused for this phase. */
  const [refusedNow, setRefusedNow] = useState(false);
  if (!working && refusedNow) setRefusedNow(false);
  const quiet = working && (kept || (quietInFocus && !refusedNow));

  // Before one is in as well: nobody comes in with a word into the silence.
  useEffect(() => {
    call.setQuiet(quiet);
    return () => call.setQuiet(false);
  }, [call, quiet]);

  function leave(): void {
    setRefusedNow(true);
    if (kept) leaveFocus(sessionId);
  }

  return (
    quiet &&
    kind === 'in' && (
      <div role="status">
        {kept ? t.call.focusNow : t.call.quietNow}
        <Button size="compact-md" variant="subtle" onClick={leave}>
          {kept ? t.call.leaveFocus : t.call.hearNow}
        </Button>
      </div>
    )
  );
}
