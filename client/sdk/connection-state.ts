import type { Refusal } from '../../server/protocol/errors.ts';

/** How the client stands to the server. Times are epoch milliseconds by `client.now()`. */
export type ConnectionState =
  /** Nothing was asked for yet, or the person signed out. */
  | { readonly kind: 'idle' }
  /** The first attempt. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online'; readonly since: number }
  /** The link was lost, or never came. `nextAttemptAt` is null while an attempt is under way. */
  | {
      readonly kind: 'reconnecting';
      readonly since: number;
      readonly attempt: number;
      readonly nextAttemptAt: number | null;
    }
  /** The device says that it has no network. It may be wrong, so attempts go on, seldom; its return is acted on at once. */
  | { readonly kind: 'offline'; readonly since: number }
  /** The server announced that it restarts, and when it wants this client back. */
  | { readonly kind: 'draining'; readonly since: number; readonly reconnectAt: number }
  /** Nothing is retried: sign in again (UNAUTHENTICATED) or load a newer client, then `connect()`. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'closed' };
