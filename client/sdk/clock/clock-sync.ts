import type { Link } from '../connection/link.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ServerClock } from './server-clock.ts';

const samples = 8;
/** Apart, so that one burst of traffic does not spoil them all. */
const gapMs = 100;
const againMs = 60_000;
const answerMs = 5_000;

export interface ClockSync {
  /** Keeps the clock right over this link: a burst now, and one every minute. */
  readonly start: (link: Link) => void;
  /** A burst now: after sleep, or to learn whether the link lives. */
  readonly again: () => void;
  readonly stop: () => void;
}

/** `onSilent`: the server did not answer in time, so the link is as good as dead. */
export function createClockSync(deps: {
  clock: ServerClock;
  surroundings: Surroundings;
  onSilent: (link: Link) => void;
}): ClockSync {
  const { clock, surroundings, onSilent } = deps;
  let link: Link | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Whoever started an older burst finds another number here and ends.
  let burst = 0;

  async function ask(over: Link, mine: number, left: number): Promise<void> {
    const sentAt = surroundings.monotonic();
    const reply = await over.request('clock:sync', {}, answerMs);
    if (mine !== burst) return;
    if (reply.kind === 'silent') return onSilent(over);
    if (reply.kind === 'answer') clock.sample(sentAt, surroundings.monotonic(), reply.value.serverAt);
    if (left > 1) {
      timer = setTimeout(() => void ask(over, mine, left - 1), gapMs);
      return;
    }
    clock.endBurst();
    // Not all clients in the same second: after a restart they all began together.
    timer = setTimeout(again, againMs * (0.9 + 0.2 * surroundings.random()));
  }

  function again(): void {
    clearTimeout(timer);
    burst += 1;
    if (!link) return;
    clock.beginBurst();
    void ask(link, burst, samples);
  }

  return {
    start(over) {
      link = over;
      again();
    },
    again,
    stop() {
      link = null;
      burst += 1;
      clearTimeout(timer);
    },
  };
}
