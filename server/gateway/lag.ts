import { monitorEventLoopDelay } from 'node:perf_hooks';

const lookEveryMs = 5_000;
const resolutionMs = 20;
/** Whoever asks a process whose turns take so long waits for seconds: others should be asked. */
export const mostLagMs = 1_000;

export type Lag = {
  /** How late this process came to its work lately, at the median, in milliseconds. */
  ms(): number;
  close(): void;
};

/** Watches whether the event loop keeps up. */
export function watchLag(everyMs = lookEveryMs): Lag {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  let last = 0;
  const timer = setInterval(() => {
    // What is measured includes the wait between two looks.
    last = Math.max(0, delays.percentile(50) / 1e6 - resolutionMs);
    delays.reset();
  }, everyMs);
  return {
    ms: () => last,
    close() {
      clearInterval(timer);
      delays.disable();
    },
  };
}
