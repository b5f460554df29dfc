import { useRef, useState } from 'react';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { RestRecording } from '../../../server/protocol/rest/recordings.ts';
import { t } from '../strings/index.ts';
import { Notice } from '../ui/notice.tsx';
import { freshUrl } from './fresh-url.ts';
import classes from './recordings.module.css';

interface FilmProps {
  readonly sessionId: SessionId;
  readonly recording: RestRecording;
  readonly name: string;
  readonly url: string;
}

/** Plays a recording. Its address runs out while one watches: then another is asked for, and it goes on where it was. */
export function Film({ sessionId, recording, name, url }: FilmProps) {
  // The one it began with: each list brings another, and the player would begin anew.
  const [source, setSource] = useState(url);
  const [failed, setFailed] = useState(false);
  const at = useRef(0);
  const tries = useRef(0);
  const media = useRef<HTMLMediaElement>(null);

  async function renew(): Promise<void> {
    at.current = media.current?.currentTime ?? 0;
    tries.current += 1;
    const fresh = tries.current > 1 ? null : await freshUrl(sessionId, recording.id);
    if (fresh?.ok) setSource(fresh.value);
    else setFailed(true);
  }

  const props = {
    src: source,
    controls: true,
    autoPlay: true,
    className: classes.film ?? '',
    'aria-label': t.recording.player(name),
    onError: () => void renew(),
    onLoadedMetadata: () => {
      if (media.current && at.current > 0) media.current.currentTime = at.current;
    },
    onPlaying: () => {
      tries.current = 0;
    },
  };
  const hold = (element: HTMLMediaElement | null) => {
    media.current = element;
  };
  // oxlint-disable jsx-a11y/media-has-caption -- what people said, as it was
  return (
    <>
      {recording.type === 'AUDIO' ? <audio ref={hold} {...props} /> : <video ref={hold} playsInline {...props} />}
      {failed && <Notice>{t.recording.playFailed}</Notice>}
    </>
  );
}
