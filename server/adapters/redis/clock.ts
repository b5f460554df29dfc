/** One look at a remote clock: the local time when it was asked and when it answered, and what it said. */
export type Sample = { readonly askedAt: number; readonly answeredAt: number; readonly time: number };

/** A sample is at most this wrong: half of its round trip. The one with the shortest of the last few counts. */
const samplesKept = 8;
/** In this time two quartz clocks part by a tenth of a millisecond. */
const everyMs = 2_000;

export type ClockOptions = {
  /** Asks the remote clock, in epoch milliseconds. */
  readonly ask: () => Promise<number>;
  /** Local milliseconds since whenever, which nobody sets. */
  readonly monotonic: () => number;
};

type EstimatedClock = {
  readonly now: () => number;
  readonly note: (sample: Sample) => void;
  /** The remote clock may be another one from now on. Until it is asked, time goes on as it did. */
  readonly forget: () => void;
};

/** Local time as a remote clock would show it. Never runs backwards: when it is found to be ahead it stands still. */
export function estimatedClock({ monotonic }: Pick<ClockOptions, 'monotonic'>): EstimatedClock {
  let samples: Sample[] = [];
  let offset = 0;
  let last = 0;
  return {
    now: () => {
      last = Math.max(last, Math.floor(monotonic() + offset));
      return last;
    },
    note: (sample) => {
      samples = [...samples, sample].slice(-samplesKept);
      const best = samples.reduce((one, other) => (roundTrip(other) < roundTrip(one) ? other : one));
      offset = best.time - (best.askedAt + best.answeredAt) / 2;
    },
    forget: () => {
      samples = [];
    },
  };
}

const roundTrip = ({ askedAt, answeredAt }: Sample) => answeredAt - askedAt;

export type FollowedClock = {
  readonly now: () => number;
  /** Another clock is followed from now on. */
  readonly startOver: () => void;
  readonly close: () => void;
};

/** Follows a remote clock until it is closed; known from the start. Throws if it cannot be asked the first time. */
export async function followClock({ ask, monotonic }: ClockOptions): Promise<FollowedClock> {
  const clock = estimatedClock({ monotonic });
  const refresh = async () => {
    const askedAt = monotonic();
    const time = await ask();
    clock.note({ askedAt, answeredAt: monotonic(), time });
  };
  // oxlint-disable-next-line no-await-in-loop -- each has the way for itself, or it would measure the others
  for (let count = 0; count < samplesKept / 2; count += 1) await refresh();
  // Who needs the other side will hear that it is away; the clock goes on by itself.
  const tryRefresh = () => void refresh().catch(() => {});
  const refreshing = setInterval(tryRefresh, everyMs);
  return {
    now: clock.now,
    startOver: () => {
      clock.forget();
      tryRefresh();
    },
    close: () => clearInterval(refreshing),
  };
}
