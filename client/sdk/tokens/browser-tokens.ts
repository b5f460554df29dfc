import type { FetchOptions } from '../api/ask-server.ts';
import { coalesced, requestRefresh } from './refresh-request.ts';
import type { TokenSource } from './token-source.ts';

/** The part of the Web Locks API used here. Older browsers, and pages served by plain HTTP, have none. */
interface Locks {
  request<Result>(name: string, options: { signal: AbortSignal }, run: () => Promise<Result>): Promise<Result>;
}
const { navigator } = globalThis as unknown as { readonly navigator?: { readonly locks?: Locks } };

/** A tab that was frozen in its turn is not waited for: the server bears two refreshes at once. */
const turnMs = 8_000;

/**
 * For browsers: the access token lives in memory alone, the refresh token in an HttpOnly cookie that no script can read.
 * Tabs take turns to refresh: the cookie is rotated by each, and two at once would look like a stolen one.
 */
export function browserTokens(options: FetchOptions): TokenSource {
  let token: string | null = null;

  const source: TokenSource = {
    headers: { 'X-Carrel-Client': 'web' },
    get: async () => token,
    proof: () => ({}),
    refresh: coalesced(() => {
      const run = () => requestRefresh(source, options);
      if (!navigator?.locks) return run();
      return navigator.locks.request('carrel-refresh', { signal: AbortSignal.timeout(turnMs) }, run).catch(run);
    }),
    accept(signedIn) {
      token = signedIn.token;
    },
    forget() {
      token = null;
    },
  };
  return source;
}
