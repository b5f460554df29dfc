/** What a token says of itself. Not verified, which is the server's part: it only tells when a new one is due. */
export interface Claims {
  readonly userId: string | null;
  /** Epoch milliseconds; null for a token that does not say. */
  readonly expiresAt: number | null;
}

export function claimsOf(token: string): Claims {
  const unknown = { userId: null, expiresAt: null };
  const payload = token.split('.')[1];
  if (!payload) return unknown;
  try {
    const parsed: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    if (typeof parsed !== 'object' || parsed === null) return unknown;
    const { sub, exp } = parsed as { sub?: unknown; exp?: unknown };
    return {
      userId: typeof sub === 'string' ? sub : null,
      expiresAt: typeof exp === 'number' ? exp * 1_000 : null,
    };
  } catch {
    return unknown;
  }
}
