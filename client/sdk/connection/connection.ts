import { backoffMs } from '../backoff.ts';
import { createClockSync } from '../clock/clock-sync.ts';
import type { ServerClock } from '../clock/server-clock.ts';
import type { ConnectionState } from '../connection-state.ts';
import { writable, type Readable } from '../readable.ts';
import type { Surroundings } from '../surroundings.ts';
import { claimsOf } from '../tokens/claims.ts';
import { obtainToken } from '../tokens/obtain-token.ts';
import { createRenewal } from '../tokens/renewal.ts';
import type { TokenSource } from '../tokens/token-source.ts';
import type { Refusal } from '../../../server/protocol/errors.ts';
import { protocolVersion } from '../../../server/protocol/version.ts';
import { createLink, type Link } from './link.ts';
import type { Handshake, Push, Transport, TransportEvents, Way } from './transport.ts';

/** What a handshake says beside who this is: the session to join at once. */
export type Carried = Pick<Handshake, 'sessionId' | 'invite' | 'since'>;

export interface ConnectionDeps {
  readonly transport: Transport;
  readonly tokens: TokenSource;
  readonly clock: ServerClock;
  readonly surroundings: Surroundings;
  /** Asked anew at every attempt. */
  readonly carry: () => Carried;
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
  /** The server no longer takes the link's token. */
  readonly renewToken: () => void;
  /** A new link with a new handshake. */
  readonly restart: () => void;
  readonly close: () => void;
}

/** An attempt is stuck: no token is obtained, or no CONNECT comes although the transport opened. */
const tokenMs = 25_000;
const connectMs = 6_000;
/** A link that lived shorter counts as a failed attempt, else a server that drops everybody is besieged. */
const stableMs = 5_000;

interface Present {
  readonly link: Link;
  readonly user: string | null;
  /** Null until CONNECT. */
  readonly upSince: number | null;
}

export function createConnection(deps: ConnectionDeps): Connection {
  const { transport, tokens, clock, surroundings, carry, onUp, onDown, onPush } = deps;
  const { random } = surroundings;
  const state = writable<ConnectionState>({ kind: 'idle' });
  const sync = createClockSync({ clock, surroundings, onSilent: suspect });
  const renewal = createRenewal({ tokens, clock, random, onSignedOut: turnedAway, onLost: suspect });
  const stopSignals = surroundings.onSignal((signal) => (signal === 'wake' ? wake() : sync.again()));

  /** What belongs to an older attempt finds another number here and ends. */
  let current = 0;
  let present: Present | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  let awaySince: number | null = null;
  let way: Way = 'direct';
  let tokenTurnedDown = false;

  /** Gives up whatever there is of a link. Nothing of it is heard any more. */
  function drop(): void {
    current += 1;
    const was = present;
    present = null;
    sync.stop();
    renewal.stop();
    was?.link.close();
    if (was && was.upSince !== null) onDown();
  }

  function attempt(): void {
    clearTimeout(timer);
    drop();
    const mine = current;
    tell(null);
    timer = setTimeout(again, tokenMs);
    void obtainToken(tokens, clock, tokenTurnedDown).then((outcome) => {
      if (mine !== current) return;
      switch (outcome.kind) {
        case 'token':
          return dial(outcome.token);
        case 'signedOut':
          return turnedAway(outcome.refusal);
        case 'unreachable':
          return again();
      }
    });
  }

  function dial(token: string): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      way = way === 'direct' ? 'cautious' : 'direct';
      again();
    }, connectMs);
    const carried = carry();
    const mine = current;
    const ifMine =
      <Args extends unknown[]>(run: (...args: Args) => void) =>
      (...args: Args) =>
        mine === current && run(...args);
    const events: TransportEvents = {
      opened: ifMine(() => opened(link, token, carried)),
      refused: ifMine(refused),
      failed: ifMine(again),
      closed: ifMine(closed),
      pushed: ifMine(pushed),
    };
    const link = createLink(transport.open({ token, protocol: protocolVersion, ...carried }, way, events));
    present = { link, user: claimsOf(token).userId, upSince: null };
  }

  function opened(link: Link, token: string, carried: Carried): void {
    clearTimeout(timer);
    present = { link, user: claimsOf(token).userId, upSince: surroundings.monotonic() };
    tokenTurnedDown = false;
    awaySince = null;
    state.set({ kind: 'online', since: clock.now() });
    sync.start(link);
    renewal.watch(link, token);
    onUp(link, carried);
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
    const upSince = present?.upSince ?? null;
    if (upSince !== null && surroundings.monotonic() - upSince >= stableMs) attempts = 0;
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
    if (present?.link === link) again();
  }

  /** Shown again, or the network is back: what is waited for is tried now, and what seems to be there is asked. */
  function wake(): void {
    clock.woke();
    if (present) sync.again();
    else if (isAway(state.getSnapshot())) {
      attempts = 0;
      attempt();
    }
  }

  return {
    state,
    link: () => (present && present.upSince !== null ? present.link : null),
    user: () => present?.user ?? null,
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
      if (!present) return;
      awaySince ??= clock.now();
      attempt();
    },
    close() {
      stopSignals();
      settle({ kind: 'closed' });
    },
  };
}

/** Waiting for the time of the next attempt. */
function isAway(state: ConnectionState): boolean {
  switch (state.kind) {
    case 'reconnecting':
      return state.nextAttemptAt !== null;
    case 'offline':
    case 'draining':
      return true;
    case 'idle':
    case 'connecting':
    case 'online':
    case 'refused':
    case 'closed':
      return false;
  }
}
