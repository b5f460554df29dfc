import { backoffMs } from '../backoff.ts';
import { createClockSync } from '../clock/clock-sync.ts';
import type { ConnectionState } from '../connection-state.ts';
import { writable, type Readable } from '../readable.ts';
import type { Surroundings } from '../surroundings.ts';
import { claimsOf } from '../tokens/claims.ts';
import { createRenewal } from '../tokens/renewal.ts';
import type { Refusal } from '../../../server/protocol/errors.ts';
import { attemptLink, type AttemptDeps, type Carried, type Opened } from './attempt.ts';
import type { Link } from './link.ts';
import type { Push, Way } from './transport.ts';

/** `carry` is asked anew at every attempt. */
export interface ConnectionDeps extends AttemptDeps {
  readonly surroundings: Surroundings;
  readonly onUp: (link: Link, carried: Carried) => void;
  readonly onDown: () => void;
  readonly onPush: (push: Push) => void;
}

export interface Connection {
  readonly state: Readable<ConnectionState>;
  /** The open link, or null. */
  readonly link: () => Link | null;
  /** Whom the open link speaks for, as its token says. */
  readonly user: () => string | null;
  /** Connects, unless it does so already. */
  readonly start: () => void;
  /** Disconnects until the next start. */
  readonly stop: () => void;
  /** Asks whether the link lives: it is given up if no answer comes. */
  readonly probe: () => void;
  /** A link that does not answer is given up for a new one. Nothing happens if it is not the present one. */
  readonly suspect: (link: Link) => void;
  /** The server no longer takes the link's token, or there is a newer one. */
  readonly renewToken: () => void;
  /** A new link with a new handshake, if there is one or one is on its way. */
  readonly restart: () => void;
  readonly close: () => void;
}

/** A link that lived shorter counts as a failed attempt, else a server that drops everybody is besieged. */
const stableMs = 5_000;

interface Up extends Opened {
  readonly since: number;
}

export function createConnection(deps: ConnectionDeps): Connection {
  const { tokens, clock, surroundings, onUp, onDown, onPush } = deps;
  const { random, monotonic } = surroundings;
  const state = writable<ConnectionState>({ kind: 'idle' });
  const sync = createClockSync({ clock, surroundings, onSilent: suspect });
  const renewal = createRenewal({ tokens, clock, random, onSignedOut: turnedAway, onLost: suspect });
  const stopSignals = surroundings.onSignal((signal) => (signal === 'wake' ? wake() : sync.again()));

  /** Ends the present attempt and its link; null while there is none. */
  let end: (() => void) | null = null;
  let up: Up | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  let awaySince: number | null = null;
  let way: Way = 'direct';
  let tokenTurnedDown = false;

  function drop(): void {
    const wasUp = up !== null;
    end?.();
    end = null;
    up = null;
    sync.stop();
    renewal.stop();
    if (wasUp) onDown();
  }

  function attempt(): void {
    clearTimeout(timer);
    drop();
    tell(null);
    end = attemptLink(
      deps,
      { fresh: tokenTurnedDown, way },
      { opened, failed, refused, signedOut: turnedAway, closed, pushed },
    );
  }

  function opened({ link, token, carried }: Opened): void {
    up = { link, token, carried, since: monotonic() };
    tokenTurnedDown = false;
    awaySince = null;
    state.set({ kind: 'online', since: clock.now() });
    sync.start(link);
    renewal.watch(link, token);
    onUp(link, carried);
  }

  function failed(how: 'unreachable' | 'silent'): void {
    // A proxy may swallow WebSockets without a word; a network that is merely dead makes the next attempt no worse. Nor
    // is there staying with long polling that fails: a proxy that sends each request to another node lets none through.
    way = how === 'silent' && way === 'direct' ? 'cautious' : 'direct';
    again();
  }

  function refused(refusal: Refusal): void {
    switch (refusal.code) {
      case 'UNAUTHENTICATED':
        // Once it may be the token's age; a fresh one turned down as well is an answer.
        if (tokenTurnedDown) return turnedAway(refusal);
        tokenTurnedDown = true;
        return attempt();
      case 'RATE_LIMITED':
      case 'UNAVAILABLE':
      case 'INTERNAL':
        return again(refusal.retryAfterMs);
      default:
        return turnedAway(refusal);
    }
  }

  function closed(): void {
    // The server said when it wants us back: that timer runs already.
    if (state.getSnapshot().kind === 'draining') drop();
    else again();
  }

  function pushed(push: Push): void {
    if (push.name === 'server:draining') drain(push.payload.reconnectInMs);
    else onPush(push);
  }

  function drain(reconnectInMs: number): void {
    clearTimeout(timer);
    awaySince = clock.now();
    attempts = 0;
    state.set({ kind: 'draining', since: awaySince, reconnectAt: awaySince + reconnectInMs });
    timer = setTimeout(attempt, reconnectInMs);
  }

  /** The attempt failed or the link was lost: another one, later. */
  function again(afterMs = 0): void {
    clearTimeout(timer);
    if (up && monotonic() - up.since >= stableMs) attempts = 0;
    drop();
    awaySince ??= clock.now();
    const delayMs = Math.max(afterMs, backoffMs(attempts, random()));
    attempts += 1;
    tell(clock.now() + delayMs);
    timer = setTimeout(attempt, delayMs);
  }

  function tell(nextAttemptAt: number | null): void {
    if (awaySince === null) state.set({ kind: 'connecting' });
    else if (surroundings.isOffline()) state.set({ kind: 'offline', since: awaySince });
    else state.set({ kind: 'reconnecting', since: awaySince, attempt: attempts, nextAttemptAt });
  }

  function settle(final: ConnectionState): void {
    clearTimeout(timer);
    drop();
    awaySince = null;
    attempts = 0;
    tokenTurnedDown = false;
    state.set(final);
  }

  function turnedAway(refusal: Refusal): void {
    settle({ kind: 'refused', refusal });
  }

  function suspect(link: Link): void {
    if (up?.link === link) again();
  }

  /** Shown again, or the network is back: what is waited for is tried now, and what seems to be there is asked. */
  function wake(): void {
    clock.woke();
    if (up) sync.again();
    else if (end === null && isAway(state.getSnapshot())) {
      attempts = 0;
      attempt();
    }
  }

  return {
    state,
    link: () => up?.link ?? null,
    user: () => up && claimsOf(up.token).userId,
    start() {
      const { kind } = state.getSnapshot();
      if (kind === 'idle' || kind === 'refused') attempt();
    },
    stop() {
      if (state.getSnapshot().kind !== 'closed') settle({ kind: 'idle' });
    },
    probe: sync.again,
    suspect,
    renewToken: renewal.renewNow,
    restart() {
      if (!end) return;
      awaySince ??= clock.now();
      attempt();
    },
    close() {
      stopSignals();
      settle({ kind: 'closed' });
    },
  };
}

/** On the way to another attempt. */
const isAway = ({ kind }: ConnectionState): boolean =>
  kind === 'reconnecting' || kind === 'offline' || kind === 'draining';
