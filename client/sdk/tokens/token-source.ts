import type { Refusal } from '../../../server/protocol/errors.ts';
import type { SignedIn } from '../api/answers.ts';

/** Where tokens are kept is the caller's affair; `browserTokens` and `memoryTokens` are ready made. */
export interface TokenSource {
  /** The access token at hand, expired or not; null when there is none. */
  get(): Promise<string | null>;
  /** A new access token, by whatever proves who this is. Calls at the same time share one refresh. */
  refresh(): Promise<RefreshOutcome>;
  /** Somebody signed in, or an answer brought newer tokens. */
  accept(signedIn: Pick<SignedIn, 'token' | 'refreshToken'>): void;
  /** Signed out: nothing is kept. */
  forget(): void;
  /** Told to the server with every REST request: a browser asks so that its refresh token stay in a cookie. */
  readonly headers: Readonly<Record<string, string>>;
  /** What proves this login at /api/auth/refresh and /logout beside the headers. */
  proof(): { readonly refreshToken?: string; readonly attempt?: string };
}

export type RefreshOutcome =
  | { readonly kind: 'token'; readonly token: string }
  /** The server says that this is nobody any more. */
  | { readonly kind: 'signedOut'; readonly refusal: Refusal }
  /** The server could not be asked, which says nothing about who this is. */
  | { readonly kind: 'unreachable' };
