import { Button } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Call } from '../../../sdk/media/index.ts';
import { useReadable } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { callChoices } from './choices.ts';

/** The voices of the others and the sound of their screens. One button, under the header, where the browser holds them back. */
export function CallSounds({ call }: { call: Call }) {
  const members = useReadable(call.members);
  const [blocked, setBlocked] = useState(false);
  const [tries, setTries] = useState(0);
  const tracks = members.flatMap(({ sends }) =>
    [sends.microphone, sends.screenAudio].flatMap((sent) => (sent?.track ? [sent.track] : [])),
  );
  return (
    <>
      {tracks.map((track) => (
        <Sound key={track.id} track={track} tries={tries} onBlocked={() => setBlocked(true)} />
      ))}
      {blocked && tracks.length > 0 && (
        <div role="alert">
          {t.call.blocked}
          <Button
            size="md"
            leftSection={<IconVolume size={18} />}
            onClick={() => {
              setBlocked(false);
              setTries(tries + 1);
            }}
          >
            {t.call.unblock}
          </Button>
        </div>
      )}
    </>
  );
}

interface SoundProps {
  readonly track: MediaStreamTrack;
  /** Grows each time the person asks for sound. */
  readonly tries: number;
  readonly onBlocked: () => void;
}

function Sound({ track, tries, onBlocked }: SoundProps) {
  const ref = useRef<HTMLAudioElement>(null);
  const { speakerId } = useReadable(callChoices);
  useEffect(() => {
    if (ref.current) ref.current.srcObject = new MediaStream([track]);
  }, [track]);
  useEffect(() => {
    ref.current?.play().catch((error: unknown) => {
      // Anything else is an element that goes away again before it has begun.
      if (error instanceof DOMException && error.name === 'NotAllowedError') onBlocked();
    });
    // oxlint-disable-next-line react/exhaustive-deps -- once for each track and each try
  }, [track, tries]);
  useEffect(() => {
    // A loudspeaker that is gone leaves the system's.
    if (ref.current && 'setSinkId' in ref.current) ref.current.setSinkId(speakerId ?? '').catch(() => undefined);
  }, [speakerId]);
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- live speech
  return <audio ref={ref} hidden />;
}
