import { startFinisher, type FinisherOptions } from './finisher.ts';
import { createRecordings, type RecordingsOptions } from './recordings.ts';

export type StartRecordings = Omit<RecordingsOptions & FinisherOptions, 'finisher' | 'isLive' | 'steadyNow'>;

export type Recordings = ReturnType<typeof startRecordings>;

/** What records the calls of this node, and makes films of what was recorded. */
export function startRecordings(options: StartRecordings) {
  const steadyNow = () => performance.timeOrigin + performance.now();
  const isLive = (takeId: string): boolean => recordings.isLive(takeId);
  const finisher = startFinisher({ ...options, steadyNow, isLive });
  const recordings = createRecordings({ ...options, steadyNow, finisher });
  return {
    ...recordings,
    /** Has takes looked for that can be finished. */
    look: () => finisher.look(),
    /** First what is being made is broken off, so that what is being recorded ends in time. */
    async close(): Promise<void> {
      await finisher.close();
      await recordings.close();
    },
  };
}
