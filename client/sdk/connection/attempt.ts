import type { ServerClock } from '../clock/server-clock.ts';
import { obtainToken } from '../tokens/obtain-token.ts';
import type { TokenSource } from '../tokens/token-source.ts';
import type { Refusal } from '../../../server/protocol/errors.ts';
import { protocolVersion } from '../../../server/protocol/version.ts';
import { createLink, type Link } from './link.ts';
import type { Handshake, Push, Transport, TransportEvents, Way } from './transport.ts';

/** What a handshake says beside who this is: the session to join at once. */
export type Carried = Pick<Handshake, 'sessionId' | 'invite' | 'since'>;

export interface Opened {
  readonly link: Link;
  readonly token: string;
  readonly carried: Carried;
}

export interface AttemptEvents {
  readonly opened: (opened: Opened) => void;
  /** Nobody was reached. `silent`: a transport opened, it seems, and nothing came over it. */
  readonly failed: (how: 'unreachable' | 'silent') => void;
  /** The server turned the handshake down. */
  readonly refused: (refusal: Refusal) => void;
  readonly signedOut: (refusal: Refusal) => void;
  readonly closed: () => void;
  readonly pushed: (push: Push) => void;
}

export interface AttemptDeps {
  readonly transport: Transport;
  readonly tokens: TokenSource;
  readonly clock: ServerClock;
  readonly carry: () => Carried;
}

/** The attempt is stuck: no token is obtained, or no CONNECT comes although the transport opened. */
const tokenMs = 25_000;
const connectMs = 6_000;

/**
 * One attempt to connect, and the link that comes of it. Returns what ends both: nothing is heard of them afterwards,
 * whatever was awaited. `fresh`: the token at hand was turned down.
 */
export function attemptLink(
  { transport, tokens, clock, carry }: AttemptDeps,
  { fresh, way }: { readonly fresh: boolean; readonly way: Way },
  events: AttemptEvents,
): () => void {
  let ended = false;
  let link: Link | null = null;
  let timer = setTimeout(() => events.failed('unreachable'), tokenMs);

  const unlessEnded =
    <Args extends unknown[]>(run: (...args: Args) => void) =>
    (...args: Args) => {
      if (!ended) run(...args);
    };

  function dial(token: string): void {
    clearTimeout(timer);
    timer = setTimeout(() => events.failed('silent'), connectMs);
    const carried = carry();
    const heard: TransportEvents = {
      opened: unlessEnded(() => {
        clearTimeout(timer);
        events.opened({ link: dialled, token, carried });
      }),
      refused: unlessEnded(events.refused),
      failed: unlessEnded(() => events.failed('unreachable')),
      closed: unlessEnded(events.closed),
      pushed: unlessEnded(events.pushed),
    };
    const dialled = createLink(transport.open({ token, protocol: protocolVersion, ...carried }, way, heard));
    link = dialled;
  }

  void obtainToken(tokens, clock, fresh).then(
    unlessEnded((outcome) => {
      switch (outcome.kind) {
        case 'token':
          return dial(outcome.token);
        case 'signedOut':
          return events.signedOut(outcome.refusal);
        case 'unreachable':
          return events.failed('unreachable');
      }
    }),
  );

  return () => {
    ended = true;
    clearTimeout(timer);
    link?.close();
  };
}
