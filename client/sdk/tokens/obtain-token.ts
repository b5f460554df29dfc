import type { ServerClock } from '../clock/server-clock.ts';
import { claimsOf } from './claims.ts';
import type { RefreshOutcome, TokenSource } from './token-source.ts';

/** A token that ends sooner may be over before the server reads it. */
const spareMs = 5_000;

/**
 * The token to connect with: the one at hand, unless it is known to be over or was just turned down (`fresh`). Before
 * the server's time is known the one at hand is tried, for the device's clock may be wrong. A source that throws says
 * nothing about who this is.
 */
export async function obtainToken(tokens: TokenSource, clock: ServerClock, fresh: boolean): Promise<RefreshOutcome> {
  try {
    const held = fresh ? null : await tokens.get();
    if (held === null) return await tokens.refresh();
    const { expiresAt } = claimsOf(held);
    const isOver = clock.isKnown() && expiresAt !== null && expiresAt < clock.now() + spareMs;
    return isOver ? await tokens.refresh() : { kind: 'token', token: held };
  } catch {
    return { kind: 'unreachable' };
  }
}
