import type { SessionId } from '../../server/protocol/ids.ts';
import type { Notification } from '../../server/protocol/socket.ts';
import type { Api } from './api/api.ts';
import type { ConnectionState } from './connection-state.ts';
import type { Readable } from './readable.ts';
import type { SessionHandle } from './session/session-handle.ts';
import type { TokenSource } from './tokens/token-source.ts';

export interface ClientOptions {
  /** Where the server is, such as `https://carrel.example`. */
  readonly url: string;
  readonly tokens: TokenSource;
  readonly fetch?: typeof fetch;
}

export interface Client {
  /** Signing in and out through it is seen by the connection too. */
  readonly api: Api;
  readonly connection: Readable<ConnectionState>;
  /** Connects, and stays connected until `close`; joining a session does so by itself. Harmless when connected. */
  connect(): void;
  /** The handle of the session; there is one at a time for each, so joining again returns the same until it closes. */
  joinSession(sessionId: SessionId, options?: { readonly invite?: string }): SessionHandle;
  onNotification(listener: (notification: Notification) => void): () => void;
  /** The server's time as best known, in epoch milliseconds. */
  now(): number;
  /** Closes the connection and every handle. Nothing is left behind: no timer, no listener. */
  close(): void;
}

export function createClient(_options: ClientOptions): Client {
  throw new Error('Not built yet');
}
