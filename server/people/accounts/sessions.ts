import type { UserId } from '../../protocol/ids.ts';
import type { Profile } from '../../protocol/rest/accounts.ts';
import { done, type Outcome } from '../outcome.ts';
import { accountOf, loginOver, profileOf, type Accounts } from './accounts.ts';
import type { Account, NewRefreshToken, RefreshToken } from './ports.ts';
import { issueAccess, nextRefreshToken, refreshTokenHash, type Identity } from './tokens.ts';

/** A login lasts as long as it is used at least once in this time. */
export const refreshTokenMs = 30 * 86_400_000;
/** A used token that comes again this soon, by the same attempt, is a second tab or a lost answer. */
const reuseGraceMs = 10_000;
/** The tabs of a browser share their token and know of no attempt; no script of theirs can read or pass on the token. */
export const browserAttempt = '';

export interface SignedIn {
  token: string;
  refreshToken: string;
  user: Profile;
}

export function accessFor(accounts: Accounts, account: Account, now: number): Promise<string> {
  const { id, name, avatarUrl, version } = account;
  accounts.onIssued(account);
  return issueAccess(accounts.secret, { userId: id, name, avatarUrl, version }, now);
}

function recordOf(accounts: Accounts, token: string, owner: { userId: UserId; familyId: string }, now: number) {
  const expiresAt = now + refreshTokenMs;
  return {
    ...owner,
    id: accounts.newId(),
    hash: refreshTokenHash(token),
    issuedAt: now,
    expiresAt,
  } satisfies NewRefreshToken;
}

/**
 * Begins a family of refresh tokens for somebody who has proved to be the person `account` was read as. Refused when
 * its credentials have changed since.
 */
export async function signIn(accounts: Accounts, account: Account, now: number): Promise<Outcome<SignedIn>> {
  const refreshToken = accounts.newToken();
  const owner = { userId: account.id, familyId: accounts.newId() };
  const record = recordOf(accounts, refreshToken, owner, now);
  if (!(await accounts.store.addRefreshToken(record, account.version))) return loginOver;
  return done({ token: await accessFor(accounts, account, now), refreshToken, user: profileOf(account) });
}

type Attempt = {
  /** What its sender makes up for a token and says whenever they use it; null: they use it once. */
  readonly attempt: string | null;
  readonly now: number;
};

/**
 * The token that takes the place of `token`, whose record is `found`. One that was used within the grace by the same
 * attempt gets what its first use got, or what has followed since: both tabs end up with the one current token of the
 * family. Any other second use means a thief or a copy, and ends the family for whoever holds a token of it.
 */
async function successorOf(
  accounts: Accounts,
  token: string,
  found: RefreshToken | null,
  { attempt, now }: Attempt,
): Promise<Outcome<{ refreshToken: string; userId: UserId }>> {
  if (!found || found.state.kind === 'revoked' || found.expiresAt <= now) return loginOver;
  const { userId, familyId, state } = found;
  // What follows a token that is used once nobody can be given again, not even whoever passes themselves off as a browser.
  const refreshToken = nextRefreshToken(accounts.secret, token, attempt ?? accounts.newToken());
  if (state.kind === 'current') {
    const next = recordOf(accounts, refreshToken, { userId, familyId }, now);
    if (await accounts.store.rotateRefreshToken(found.id, next)) return done({ refreshToken, userId });
    // Somebody was faster: it is used now, or revoked.
    return successorOf(accounts, token, await accounts.store.findRefreshToken(found.hash), { attempt, now });
  }
  const mayRepeat = attempt !== null && now - state.at <= reuseGraceMs;
  const follower = mayRepeat ? await accounts.store.findRefreshToken(refreshTokenHash(refreshToken)) : null;
  if (!follower) {
    await accounts.store.revokeFamily(found, now);
    return loginOver;
  }
  return follower.state.kind === 'current'
    ? done({ refreshToken, userId })
    : successorOf(accounts, refreshToken, follower, { attempt, now });
}

export async function refresh(
  accounts: Accounts,
  token: string,
  { attempt, now }: Attempt,
): Promise<Outcome<SignedIn>> {
  const found = await accounts.store.findRefreshToken(refreshTokenHash(token));
  const successor = await successorOf(accounts, token, found, { attempt, now });
  if (!successor.ok) return successor;
  const { refreshToken, userId } = successor.value;
  const account = await accounts.store.findById(userId);
  if (!account) return loginOver;
  return done({ token: await accessFor(accounts, account, now), refreshToken, user: profileOf(account) });
}

/** Ends the login the token belongs to. A token nobody knows has nothing left to end. */
export async function logout(accounts: Accounts, token: string, now: number): Promise<void> {
  const found = await accounts.store.findRefreshToken(refreshTokenHash(token));
  if (found) await accounts.store.revokeFamily(found, now);
}

/** Ends every login of the person, and with them the access tokens already out. */
export async function logoutEverywhere(accounts: Accounts, actor: Identity, now: number): Promise<Outcome<object>> {
  const found = await accountOf(accounts, actor);
  if (!found.ok) return found;
  await accounts.store.revokeAll(actor.userId, now);
  accounts.onRevoked(actor.userId);
  return done({});
}
