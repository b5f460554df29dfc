import { backoffMs } from '../backoff.ts';
import type { ServerClock } from '../clock/server-clock.ts';
import type { Link } from '../connection/link.ts';
import type { Refusal } from '../../../server/protocol/errors.ts';
import { claimsOf } from './claims.ts';
import type { TokenSource } from './token-source.ts';

/** How long before its end a token is renewed. */
const marginMs = 60_000;
const answerMs = 8_000;
/** Waiting again for what is not known yet, or too far away for a timer to count. */
const soonMs = 5_000;
const longestMs = 3_600_000;

export interface Renewal {
  /** Sees to it that the link, opened with `token`, always has one that is valid. */
  readonly watch: (link: Link, token: string) => void;
  /** A new token for the link at once: the server turned the old one down. */
  readonly renewNow: () => void;
  readonly stop: () => void;
}

export function createRenewal(deps: {
  tokens: TokenSource;
  clock: ServerClock;
  random: () => number;
  onSignedOut: (refusal: Refusal) => void;
  /** The link cannot be kept: it does not answer, or does not take the new token. */
  onLost: (link: Link) => void;
}): Renewal {
  const { tokens, clock, random, onSignedOut, onLost } = deps;
  let watched: { readonly link: Link; readonly token: string } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  function schedule(): void {
    clearTimeout(timer);
    const { expiresAt } = watched ? claimsOf(watched.token) : { expiresAt: null };
    if (expiresAt === null) return;
    // Until the server was asked for its time, the device's may be off by more than a token lives.
    if (!clock.isKnown()) {
      timer = setTimeout(schedule, soonMs);
      return;
    }
    const leftMs = expiresAt - marginMs - clock.now();
    if (leftMs > longestMs) timer = setTimeout(schedule, longestMs);
    // A token that lives shorter than the margin is renewed every second and not in a loop.
    else timer = setTimeout(renew, Math.max(1_000, leftMs));
  }

  function renew(): void {
    const mine = watched;
    if (!mine) return;
    clearTimeout(timer);
    const refreshed = tokens.refresh().catch(() => ({ kind: 'unreachable' }) as const);
    void refreshed.then(async (outcome) => {
      if (watched !== mine) return;
      switch (outcome.kind) {
        case 'signedOut':
          return onSignedOut(outcome.refusal);
        case 'unreachable':
          timer = setTimeout(renew, backoffMs(failures, random()));
          failures += 1;
          return;
        case 'token': {
          failures = 0;
          const reply = await mine.link.request('auth:refresh', { token: outcome.token }, answerMs);
          if (watched !== mine) return;
          if (reply.kind !== 'answer') return onLost(mine.link);
          watched = { link: mine.link, token: outcome.token };
          schedule();
        }
      }
    });
  }

  return {
    watch(link, token) {
      watched = { link, token };
      failures = 0;
      schedule();
    },
    renewNow: renew,
    stop() {
      watched = null;
      clearTimeout(timer);
    },
  };
}
