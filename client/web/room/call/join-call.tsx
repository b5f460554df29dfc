import { Button } from '@mantine/core';
import { IconVideo } from '@tabler/icons-react';
import { t } from '../../strings/index.ts';
import { useRoomUi } from '../room-context.ts';
import { enterCall } from './actions.ts';
import { useCall, useCallState } from './call-context.ts';
import { useAudioOnly } from './use-audio-only.ts';

/** What goes into the call from anywhere in the room; null where there is none to go into, or one is in it. */
export function useJoinCall(): (() => void) | null {
  const call = useCall();
  const { kind } = useCallState();
  const audioOnly = useAudioOnly();
  const { stage, showPanel } = useRoomUi();
  if (!call || !stage.available.includes('video') || (kind !== 'out' && kind !== 'refused')) return null;
  return () => {
    showPanel('stage');
    if (!stage.shown.includes('video')) stage.show('video');
    enterCall(call, audioOnly);
  };
}

/** In the header, unless the stage has the same beside what one is seen and heard with. */
export function JoinCall({ className }: { className: string }) {
  const { stage } = useRoomUi();
  const join = useJoinCall();
  if (!join || stage.shown.includes('video')) return null;
  return (
    <Button variant="default" size="sm" className={className} leftSection={<IconVideo size={18} />} onClick={join}>
      {t.call.join}
    </Button>
  );
}
