import type { Surroundings } from '../surroundings.ts';

/**
 * The server's time, estimated as `monotonic + offset`.
 *
 * A sample is (sent, received, serverAt), the first two by the monotonic clock. Wherever between them the server read
 * its clock, the true offset lies within rtt/2 of `serverAt - (sent + received) / 2`, rtt being `received - sent`
 * (Cristian 1989). Of the samples of one burst the one with the least rtt has the narrowest bound; with one-way delays
 * of d + e, e the jitter, its error is (e₁ - e₂) / 2 and shrinks with the least e₁ + e₂ of the burst. Between bursts, a
 * minute apart, quartz drifts by some 50 ppm: 3 ms. Setting the device's clock changes nothing, for it is not read.
 */
export interface ServerClock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Whether the server was ever asked. Until then the device's clock stands in. */
  readonly isKnown: () => boolean;
  /** The server's time in a message that just came: good within one way's delay, and used only while nothing better is known. */
  readonly hint: (serverAt: number) => void;
  readonly sample: (sentAt: number, receivedAt: number, serverAt: number) => void;
  /** Forgets the samples of the burst before, whose best then counts no more than a new one. */
  readonly beginBurst: () => void;
  /** The best sample of the burst is the estimate from now on. */
  readonly endBurst: () => void;
  /** The device may have slept. */
  readonly woke: () => void;
}

/** What the two local clocks may differ in by themselves before sleep is suspected. */
const sleepMs = 2_000;

interface Estimate {
  readonly offset: number;
  /** The true offset is within this of `offset`. */
  readonly bound: number;
}

export function createServerClock({ monotonic, wall }: Surroundings): ServerClock {
  let anchor = { monotonic: monotonic(), wall: wall() };
  let estimate: Estimate = { offset: anchor.wall - anchor.monotonic, bound: Infinity };
  let best: Estimate | null = null;
  let hinted = false;

  const isKnown = () => estimate.bound < Infinity;
  return {
    now: () => monotonic() + estimate.offset,
    isKnown,
    hint(serverAt) {
      if (isKnown() || hinted) return;
      hinted = true;
      estimate = { offset: serverAt - monotonic(), bound: Infinity };
    },
    sample(sentAt, receivedAt, serverAt) {
      const bound = (receivedAt - sentAt) / 2;
      const one = { offset: serverAt - (sentAt + receivedAt) / 2, bound };
      if (!best || bound < best.bound) best = one;
      // Two intervals that do not meet: the estimate is wrong, so the end of the burst is not waited for.
      const disproved = Math.abs(one.offset - estimate.offset) > one.bound + estimate.bound;
      // A better sample counts at once: the first seconds in a room are when somebody looks.
      if (!isKnown() || disproved || bound < estimate.bound) estimate = one;
      anchor = { monotonic: monotonic(), wall: wall() };
    },
    beginBurst() {
      best = null;
    },
    endBurst() {
      if (best) estimate = best;
    },
    woke() {
      // In some browsers the monotonic clock stands still while the device sleeps. Sleep and a wall clock set forward
      // look the same from here; on waking sleep is likelier, and the burst that follows corrects the other case.
      const slept = wall() - anchor.wall - (monotonic() - anchor.monotonic);
      anchor = { monotonic: monotonic(), wall: wall() };
      if (slept > sleepMs) estimate = { ...estimate, offset: estimate.offset + slept };
    },
  };
}
