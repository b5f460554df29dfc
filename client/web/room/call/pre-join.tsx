import { Button, Text, Title } from '@mantine/core';
import { IconMicrophone, IconMicrophoneOff, IconVideo, IconVideoOff } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { Refusal } from '../../../../server/protocol/errors.ts';
import type { Call, OwnSource } from '../../../sdk/media/index.ts';
import { useReadable } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { refusalText } from '../../ui/refusal-text.ts';
import { useHere } from '../room-context.ts';
import { enterCall, toggleCamera, toggleMicrophone } from './actions.ts';
import { DevicesForm } from './devices-form.tsx';
import { LevelMeter } from './level-meter.tsx';
import { Picture } from './picture.tsx';
import classes from './pre-join.module.css';
import { useAudioOnly } from './use-audio-only.ts';
import { useNames } from './use-names.ts';

/** How one will be seen and heard. Devices start when the person says so, not by coming here. */
export function PreJoin({ call, refusal }: { call: Call; refusal: Refusal | null }) {
  const { selfId } = useHere();
  const { microphone, camera } = useReadable(call.own);
  const nameOf = useNames();
  const audioOnly = useAudioOnly();
  // What was tried and not used is let go with the page it was tried on.
  useEffect(
    () => () => {
      if (call.state.getSnapshot().kind === 'out') call.leave();
    },
    [call],
  );
  return (
    <div className={classes.check}>
      <div className={classes.words}>
        <Title order={2} size="h4">
          {t.call.check}
        </Title>
        <Text size="sm" c="dimmed">
          {t.call.checkLead} {t.call.as(nameOf(selfId))}
        </Text>
      </div>
      {audioOnly ? (
        <Text size="sm">{t.call.audioOnly}</Text>
      ) : (
        <div className={classes.preview}>
          {camera.kind === 'on' ? <Picture track={camera.track} mirrored /> : <span>{t.call.noPicture}</span>}
        </div>
      )}
      {microphone.kind === 'on' && <LevelMeter track={microphone.track} />}
      <Trouble source="microphone" now={microphone} />
      <Trouble source="camera" now={camera} />
      {refusal && <p role="alert">{refusalText(refusal)}</p>}
      <div className={classes.switches}>
        <Button
          variant="default"
          size="md"
          leftSection={microphone.kind === 'on' ? <IconMicrophone size={18} /> : <IconMicrophoneOff size={18} />}
          onClick={() => toggleMicrophone(call)}
        >
          {microphone.kind === 'on' ? t.call.mute : t.call.unmute}
        </Button>
        {!audioOnly && (
          <Button
            variant="default"
            size="md"
            leftSection={camera.kind === 'on' ? <IconVideo size={18} /> : <IconVideoOff size={18} />}
            onClick={() => toggleCamera(call)}
          >
            {camera.kind === 'on' ? t.call.cameraOff : t.call.cameraOn}
          </Button>
        )}
      </div>
      <Button size="md" onClick={() => enterCall(call, audioOnly)}>
        {t.call.join}
      </Button>
      <DevicesForm call={call} />
    </div>
  );
}

function Trouble({ source, now }: { source: 'microphone' | 'camera'; now: OwnSource }) {
  if (now.kind !== 'failed') return null;
  return (
    <p role="alert" className={classes.trouble}>
      {t.call.trouble[source][now.trouble]}
    </p>
  );
}
