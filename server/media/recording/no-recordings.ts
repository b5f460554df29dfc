import type { Recordings } from './start.ts';
import type { RecordingsOptions } from './recordings.ts';

/** Of a node that cannot record: a recording that another let begin ends when the call is here. */
export function noRecordings(submit: RecordingsOptions['submit']): Pick<Recordings, 'follow'> {
  const told = new Set<string>();
  return {
    follow({ sessionId }, asked) {
      if (!asked || told.has(asked.recordingId)) return;
      told.add(asked.recordingId);
      submit(sessionId, { type: 'recording:fail', recordingId: asked.recordingId }).catch(() =>
        told.delete(asked.recordingId),
      );
    },
  };
}
