import type { RefreshOutcome, TokenSource } from '../../../client/sdk/index.ts';
import type { Person } from '../../../server/domain/room.ts';

let serial = 0;

/** A token in the shape of a JWT, signed by nobody. `expiresAt` is epoch milliseconds by the server's clock. */
export function tokenFor(person: Person, expiresAt: number): string {
  const payload = { sub: person.userId, name: person.name, exp: Math.floor(expiresAt / 1_000), jti: (serial += 1) };
  return `e30.${btoa(JSON.stringify(payload))}.none`;
}

export function personIn(token: string): Person {
  const { sub, name } = JSON.parse(atob(token.split('.')[1] ?? '')) as { sub: Person['userId']; name: string };
  return { userId: sub, name, avatarUrl: null };
}

/** Tokens a test deals out. */
export function fakeTokens(person: Person, { now = () => Date.now(), lifeMs = 900_000 } = {}) {
  let token: string | null = tokenFor(person, now() + lifeMs);
  const source = {
    refreshes: 0,
    /** What becomes of the next refreshes; by default a new token. */
    outcome: null as RefreshOutcome | null,
    get: async () => token,
    async refresh(): Promise<RefreshOutcome> {
      source.refreshes += 1;
      if (source.outcome) return source.outcome;
      token = tokenFor(person, now() + lifeMs);
      return { kind: 'token', token };
    },
    accept(signedIn: { token: string }) {
      token = signedIn.token;
    },
    forget() {
      token = null;
    },
    headers: {},
    proof: () => ({}),
  };
  return source satisfies TokenSource;
}
