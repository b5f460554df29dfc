import type { FetchOptions } from '../api/ask-server.ts';
import { refuse } from '../../../server/protocol/errors.ts';
import { coalesced, requestRefresh } from './refresh-request.ts';
import { newUuid } from '../uuid.ts';
import type { TokenSource } from './token-source.ts';

/** For Node: both tokens in memory. Start with what an earlier login gave, or with nothing and sign in. */
export function memoryTokens(options: FetchOptions & { token?: string; refreshToken?: string }): TokenSource {
  let token = options.token ?? null;
  let refreshToken = options.refreshToken ?? null;
  /** Says that a token is sent again because its answer was lost, and not by somebody who stole it. */
  let attempt = newUuid();

  const source: TokenSource = {
    headers: {},
    get: async () => token,
    proof: () => (refreshToken === null ? {} : { refreshToken, attempt }),
    refresh: coalesced(async () => {
      if (refreshToken !== null) return requestRefresh(source, options);
      return { kind: 'signedOut', refusal: refuse('UNAUTHENTICATED', 'Sign in first') };
    }),
    accept(signedIn) {
      token = signedIn.token;
      if (signedIn.refreshToken === undefined) return;
      refreshToken = signedIn.refreshToken;
      attempt = newUuid();
    },
    forget() {
      token = null;
      refreshToken = null;
    },
  };
  return source;
}
