import type { SessionId } from '../../server/protocol/ids.ts';
import type { Notification } from '../../server/protocol/socket.ts';
import type { Api } from './api/api.ts';
import { createApi } from './api/create-api.ts';
import { createServerClock } from './clock/server-clock.ts';
import type { Carried } from './connection/attempt.ts';
import { createConnection } from './connection/connection.ts';
import { socketTransport } from './connection/socket-transport.ts';
import type { Push, Transport } from './connection/transport.ts';
import type { ConnectionState } from './connection-state.ts';
import type { DocumentGround } from './docs/document-ground.ts';
import { signal, type Readable } from './readable.ts';
import type { SessionHandle } from './session/session-handle.ts';
import { createSession, type Session } from './session/session.ts';
import { deviceSurroundings, type Surroundings } from './surroundings.ts';
import { claimsOf } from './tokens/claims.ts';
import type { TokenSource } from './tokens/token-source.ts';

export interface ClientOptions {
  /** Where the server is, such as `https://carrel.example`. */
  readonly url: string;
  readonly tokens: TokenSource;
  readonly fetch?: typeof fetch;
  /** Socket.IO to `url` unless given. */
  readonly transport?: Transport;
  /** The device's clocks and events unless given. */
  readonly surroundings?: Surroundings;
}

export interface Client {
  /** Signing in and out through it is seen by the connection too. */
  readonly api: Api;
  readonly connection: Readable<ConnectionState>;
  /** Connects, and stays connected until `close`; joining a session does so by itself. Harmless when connected. */
  readonly connect: () => void;
  /** The handle of the session; there is one at a time for each, so joining again returns the same until it closes. */
  readonly joinSession: (sessionId: SessionId, options?: { readonly invite?: string }) => SessionHandle;
  readonly onNotification: (listener: (notification: Notification) => void) => () => void;
  /** What documents are opened with (docs/index.ts). They are a part of their own: not everybody wants Yjs. */
  readonly ground: DocumentGround;
  /** The server's time as best known, in epoch milliseconds. */
  readonly now: () => number;
  /** Closes the connection and every handle. Nothing is left behind: no timer, no listener. */
  readonly close: () => void;
}

const messagesPerPage = 50;

export function createClient(options: ClientOptions): Client {
  const { url, tokens, surroundings = deviceSurroundings(), transport = socketTransport(url) } = options;
  const clock = createServerClock(surroundings);
  const notifications = signal<Notification>();
  const sessions = new Map<SessionId, Session>();

  const connection = createConnection({
    transport,
    tokens,
    clock,
    surroundings,
    carry,
    onUp(link, carried) {
      for (const [id, session] of sessions) session.up(link, id === carried.sessionId);
    },
    onDown() {
      for (const session of sessions.values()) session.down();
    },
    onPush,
  });
  const api = createApi({
    url,
    tokens,
    ...(options.fetch ? { fetch: options.fetch } : {}),
    onSignedIn: () => void signedIn(),
    onSignedOut() {
      closeSessions();
      connection.stop();
    },
  });

  /** The first session is joined by the handshake itself; others follow over the open link. */
  function carry(): Carried {
    const [first] = sessions.values();
    return first ? first.asked() : {};
  }

  function onPush(push: Push): void {
    if (push.name === 'notification') return notifications.send(push.payload);
    if (push.name !== 'server:draining') sessions.get(push.payload.sessionId)?.hear(push);
  }

  /** A link speaks for whoever opened it: for somebody else there is another, and nothing of the first one's in it. */
  async function signedIn(): Promise<void> {
    const token = await tokens.get();
    const before = connection.user();
    if (connection.state.getSnapshot().kind === 'refused') connection.start();
    else if (before !== null && token !== null && before !== claimsOf(token).userId) {
      closeSessions();
      connection.restart();
    } else connection.renewToken();
  }

  function closeSessions(): void {
    for (const { handle } of sessions.values()) handle.close();
  }

  function open(sessionId: SessionId, invite: string | undefined): Session {
    const session: Session = createSession({
      sessionId,
      invite,
      clock,
      surroundings,
      loadMessages: (before) =>
        api.sessions.messages(sessionId, { limit: messagesPerPage, ...(before === undefined ? {} : { before }) }),
      link: connection.link,
      onSilent: connection.suspect,
      onLateAnswer: connection.probe,
      onUnauthenticated: connection.renewToken,
      onOver(how) {
        sessions.delete(sessionId);
        if (how === 'abandoned') forgetSeat(sessionId);
      },
    });
    sessions.set(sessionId, session);
    const link = connection.link();
    if (link) session.up(link, false);
    else connection.start();
    return session;
  }

  /**
   * The server still sees the link in the session, and there is no word for going away without leaving: a closed tab
   * says none. So the link is closed and opened anew. Not at once: a view that unmounts and mounts joins again in the
   * same turn (React's strict mode does), and then nothing happened.
   */
  function forgetSeat(sessionId: SessionId): void {
    queueMicrotask(() => {
      if (!sessions.has(sessionId)) connection.restart();
    });
  }

  return {
    api,
    connection: connection.state,
    connect: connection.start,
    joinSession: (sessionId, { invite } = {}) => (sessions.get(sessionId) ?? open(sessionId, invite)).handle,
    onNotification: notifications.listen,
    ground: { url, tokens, clock, surroundings },
    now: clock.now,
    close() {
      closeSessions();
      connection.close();
    },
  };
}
