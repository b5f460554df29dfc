import type { RecordingId, SessionId } from '../../protocol/ids.ts';
import type { RecordingsOptions } from './recordings.ts';
import type { Recordings } from './start.ts';

const againMs = 1_000;

/** Of a node that cannot record: a recording that another let begin ends when the call is here. */
export function noRecordings(submit: RecordingsOptions['submit']): Pick<Recordings, 'follow'> {
  const told = new Set<string>();
  const tell = (sessionId: SessionId, recordingId: RecordingId): void => {
    submit(sessionId, { type: 'recording:fail', recordingId }).catch(
      () => void setTimeout(() => tell(sessionId, recordingId), againMs).unref(),
    );
  };
  return {
    follow({ sessionId }, asked) {
      if (!asked || told.has(asked.recordingId)) return;
      told.add(asked.recordingId);
      tell(sessionId, asked.recordingId);
    },
  };
}
