import { VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useRecording, type RecordingView } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { say } from '../../ui/toast.ts';
import { useHere } from '../room-context.ts';

/** Says what becomes of a recording; to screen readers also, once, that it was asked for and that it is on. */
export function RecordingWords() {
  const { session } = useHere();
  const { recording } = useRecording(session);
  const words = wordsOf(recording);
  const [said, setSaid] = useState('');
  // After the first render as well: what a live region begins with is not read.
  useEffect(() => {
    const timer = setTimeout(() => setSaid(words));
    return () => clearTimeout(timer);
  }, [words]);

  useEffect(
    () =>
      session.onCommit(({ events }) => {
        for (const event of events) {
          if (event.type === 'recording.interrupted') say(t.recording.interrupted, { failed: true });
          if (event.type === 'recording.stopped' && event.reason === 'STOPPED') say(t.recording.stopped);
          if (event.type === 'recording.stopped' && event.reason === 'FAILED') {
            say(t.recording.failed, { failed: true, stays: true });
          }
        }
      }),
    [session],
  );
  return <VisuallyHidden role="status">{said}</VisuallyHidden>;
}

function wordsOf(recording: RecordingView | null): string {
  if (!recording) return '';
  if (recording.startedAt !== null) return t.recording.on;
  if (recording.mine !== null) return t.recording.asked;
  return recording.askedBy ? t.recording.question(recording.askedBy.name) : t.recording.armed;
}
