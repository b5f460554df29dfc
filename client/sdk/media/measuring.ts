import { writable, type Readable } from '../readable.ts';
import type { CallQuality } from './call-state.ts';
import { qualityBetween, readingOf, unknownQuality, type Reading } from './quality.ts';

const everyMs = 2_000;

/** How good the way is, measured from one start until the next or the stop. */
export function createMeasuring(monotonic: () => number) {
  const quality = writable<CallQuality>(unknownQuality);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: object | null = null;

  function stop(): void {
    clearTimeout(timer);
    current = null;
    quality.set(unknownQuality);
  }

  return {
    quality: quality as Readable<CallQuality>,

    start(stats: () => Promise<readonly RTCStatsReport[]>): void {
      stop();
      const mine = {};
      current = mine;
      let before: Reading | null = null;
      const next = () => {
        timer = setTimeout(() => void measure(), everyMs);
      };
      async function measure(): Promise<void> {
        // A browser that cannot say now may say the next time.
        const reports = await stats().catch(() => null);
        if (current !== mine) return;
        if (reports) {
          const now = readingOf(
            reports.flatMap((report) => [...report.values()]),
            monotonic(),
          );
          quality.set(qualityBetween(before, now));
          before = now;
        }
        next();
      }
      next();
    },

    stop,
  };
}
