import type { KeyObject } from 'node:crypto';
import { lookOf, type Look } from '../../domain/room.ts';
import type { UserId } from '../../protocol/ids.ts';
import { done, refused, type Outcome } from '../outcome.ts';
import { loginOver } from './accounts.ts';
import type { Account, AccountStore } from './ports.ts';
import { accessTokenMs, verifyAccess, type Identity } from './tokens.ts';

/** A store that takes longer is taken to be away. */
const patienceMs = 2_000;

export const believedFor = { alone: accessTokenMs, together: 5_000 } as const;
/** Of what is issued: tickets for documents live an hour. */
const longestMs = 60 * 60_000;

type Held = Pick<Identity, 'userId' | 'version'>;
type Known = { readonly version: number; readonly look: Look };

export type Authentication = {
  /** Who the token speaks for, looking as they do now, unless it is over or was revoked, on whichever node. */
  readonly authenticate: (token: string, now?: number) => Promise<Outcome<Identity>>;
  /** Whether what was issued to an account at this version still holds. */
  readonly holds: (held: Held) => Promise<Outcome<unknown>>;
  /** A token was issued to this account, as it was read a moment ago: whoever comes with it need not be asked for. */
  readonly issued: (account: Account) => void;
  /** Heard of a person: they look different. */
  readonly changed: (userId: UserId) => void;
  /** Heard of a person: what they were given until now holds no more. */
  readonly revoked: (userId: UserId) => void;
  /** Where things stand now, for `revokedSince`. */
  readonly mark: () => number;
  /** Whether that was heard of the person after the mark: for who lets somebody in, which takes a while. */
  readonly revokedSince: (mark: number, userId: UserId) => boolean;
};

type Deps = {
  readonly secret: KeyObject;
  readonly store: Pick<AccountStore, 'findById'>;
  readonly now: () => number;
  /**
   * How long it is believed how an account was when it was read. Who hears of a change believes it no longer, and one that
   * is alone hears of all: then as long as a token lives.
   */
  readonly believedMs: number;
  readonly onAway: (error: unknown) => void;
};

type Found = { kind: 'account'; account: Account | null } | { kind: 'away' };

/**
 * Tokens are verified by their signature, and by the version of their account, which is asked for and believed for a
 * moment. While the store is away whoever has a good signature comes in, for rooms go on without it: but not a person
 * of whom this node has heard that their tokens were revoked.
 */
export function createAuthentication({ secret, store, now, believedMs, onAway }: Deps): Authentication {
  const believed = new Map<UserId, Known & { readonly at: number }>();
  /** `count`: times may be equal. */
  type Heard = Map<UserId, { readonly count: number; readonly at: number }>;
  const heard: Heard = new Map();
  const looks: Heard = new Map();
  let count = 0;

  const since = (mark: number, userId: UserId, which: Heard) => (which.get(userId)?.count ?? 0) > mark;
  const revokedSince = (mark: number, userId: UserId) => since(mark, userId, heard);

  function hear(userId: UserId, which: Heard): void {
    const at = now();
    believed.delete(userId);
    count += 1;
    which.set(userId, { count, at });
    // Nothing that was issued before lives as long.
    for (const [id, entry] of which) if (entry.at < at - longestMs) which.delete(id);
  }

  function believe(account: Account, at: number): void {
    const { id: userId, version } = account;
    believed.delete(userId);
    believed.set(userId, { version, look: lookOf(account), at });
    // The oldest come first.
    for (const [id, entry] of believed) {
      if (entry.at > at - believedMs) break;
      believed.delete(id);
    }
  }

  async function find(userId: UserId): Promise<Found> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Found>((resolve) => {
      timer = setTimeout(() => resolve({ kind: 'away' }), patienceMs);
    });
    const found = store.findById(userId).then(
      (account): Found => ({ kind: 'account', account }),
      (error: unknown): Found => {
        onAway(error);
        return { kind: 'away' };
      },
    );
    return Promise.race([found, late]).finally(() => clearTimeout(timer));
  }

  /** How the person looks; null while nobody can say. */
  async function holds({ userId, version }: Held): Promise<Outcome<Look | null>> {
    const at = now();
    const known = believed.get(userId);
    // A later version than the one known is not known yet.
    if (known && known.at > at - believedMs && known.version >= version) {
      return known.version === version ? done(known.look) : loginOver;
    }
    const mark = count;
    const found = await find(userId);
    // Said while the store was asked: what it answered may be older.
    if (revokedSince(mark, userId)) return holds({ userId, version });
    if (found.kind === 'away') {
      return heard.has(userId) ? refused('UNAVAILABLE', 'Try again in a moment') : done(null);
    }
    if (!found.account) return loginOver;
    if (!since(mark, userId, looks)) believe(found.account, at);
    return found.account.version === version ? done(lookOf(found.account)) : loginOver;
  }

  return {
    holds,
    mark: () => count,
    revokedSince,
    async authenticate(token, at = now()) {
      const identity = await verifyAccess(secret, token, at);
      if (!identity.ok) return identity;
      const held = await holds(identity.value);
      return held.ok ? done({ ...identity.value, ...held.value }) : held;
    },
    issued(account) {
      // What was read may be older than what was heard.
      if (!heard.has(account.id) && !looks.has(account.id)) believe(account, now());
    },
    changed: (userId) => hear(userId, looks),
    revoked: (userId) => hear(userId, heard),
  };
}
