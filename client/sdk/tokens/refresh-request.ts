import type { SignedIn } from '../api/answers.ts';
import { askServer, type FetchOptions } from '../api/ask-server.ts';
import type { RefreshOutcome, TokenSource } from './token-source.ts';

/** POST /api/auth/refresh for a source, which accepts what comes of it. */
export async function requestRefresh(source: TokenSource, options: FetchOptions): Promise<RefreshOutcome> {
  const { headers } = source;
  const answer = await askServer<SignedIn>(options, 'POST', '/api/auth/refresh', { headers, body: source.proof() });
  if (answer.ok) {
    source.accept(answer.value);
    return { kind: 'token', token: answer.value.token };
  }
  // Only a server that knows the token and turns it down ends a login; one that is busy or broken does not.
  if (answer.refusal.code !== 'UNAUTHENTICATED') return { kind: 'unreachable' };
  source.forget();
  return { kind: 'signedOut', refusal: answer.refusal };
}

/** Calls while one is under way get what that one gets. */
export function coalesced<Result>(run: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | null = null;
  return () => {
    running ??= run().finally(() => {
      running = null;
    });
    return running;
  };
}
