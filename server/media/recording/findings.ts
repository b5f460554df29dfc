import type { Entry } from './journal.ts';
import { planOf, type Plan } from './plan.ts';
import type { TakeKey } from './ports.ts';
import { storyOf } from './story.ts';

/** What a journal says to whoever finishes its take. */
export type Findings = {
  /** Null where not even its first line was written. */
  readonly take: TakeKey | null;
  /** There has been a row for it. */
  readonly listed: boolean;
  /** Something that was sent is missing. */
  readonly interrupted: boolean;
  /** How often it could not be made into one film. */
  readonly tries: number;
  readonly plan: Plan | null;
};

export function findingsOf(entries: readonly Entry[], without: readonly string[] = []): Findings {
  const take = entries.find((one) => one.type === 'take');
  const count = (type: Entry['type']) => entries.filter((one) => one.type === type).length;
  const story = storyOf(entries);
  const taps = story.taps.filter(({ file }) => !without.includes(file));
  return {
    take: take ? { takeId: take.takeId, sessionId: take.sessionId, recordingId: take.recordingId } : null,
    listed: count('listed') > 0,
    interrupted: count('interrupted') > 0,
    tries: count('unmixed'),
    plan: planOf({ ...story, taps }),
  };
}
