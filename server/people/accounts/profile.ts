import type { Profile, PublicProfile, UpdateMeBody } from '../../protocol/rest/accounts.ts';
import { done, refused, type Outcome } from '../outcome.ts';
import { accountOf, loginOver, profileOf, tellLook, type Accounts } from './accounts.ts';
import { conflict } from './register.ts';
import { accessFor, signIn, type SignedIn } from './sessions.ts';
import type { Identity } from './tokens.ts';

const searchLimit = 10;
const wrongPassword = refused('FORBIDDEN', 'The password is wrong');

export async function readProfile(accounts: Accounts, actor: Identity): Promise<Outcome<Profile>> {
  const found = await accountOf(accounts, actor);
  return found.ok ? done(profileOf(found.value)) : found;
}

export type UpdatedProfile = Omit<SignedIn, 'refreshToken'> & Partial<Pick<SignedIn, 'refreshToken'>>;

/**
 * Changes the given parts and answers a token that shows them. A new password ends every login of the person, so the
 * caller gets a refresh token as well.
 */
export async function updateProfile(
  accounts: Accounts,
  actor: Identity,
  { password, ...changes }: UpdateMeBody,
  now: number,
): Promise<Outcome<UpdatedProfile>> {
  const found = await accountOf(accounts, actor);
  if (!found.ok) return found;
  const account = found.value;
  if (account.kind === 'guest' && (password !== undefined || changes.email !== undefined)) {
    return refused('INVALID_STATE', 'Register to have a password or an e-mail address');
  }
  if (password !== undefined && account.kind === 'member') {
    if (!(await accounts.passwords.matches(account.passwordHash, password.current))) return wrongPassword;
  }
  const outcome = await accounts.store.update(account.id, changes);
  if (outcome === 'gone') return loginOver;
  if (outcome !== 'updated') return conflict(outcome);
  if (password !== undefined) {
    const hash = await accounts.passwords.hash(password.next);
    if (!(await accounts.store.setPassword(account.id, account.version, hash, now))) return loginOver;
  }
  try {
    const changed = await accounts.store.findById(account.id);
    if (!changed) return loginOver;
    await tellLook(accounts, account, changed);
    if (password !== undefined) return await signIn(accounts, changed, now);
    return done({ token: await accessFor(accounts, changed, now), user: profileOf(changed) });
  } finally {
    // Last: the caller's own sockets close as well, and come back with the tokens of the answer, which is on its way.
    if (password !== undefined) accounts.onRevoked(account.id);
  }
}

/** A member proves it with the password; a guest has none. */
export async function deleteAccount(
  accounts: Accounts,
  actor: Identity,
  { password, now }: { password: string | undefined; now: number },
): Promise<Outcome<object>> {
  const found = await accountOf(accounts, actor);
  if (!found.ok) return found;
  const account = found.value;
  if (account.kind === 'member') {
    if (!(await accounts.passwords.matches(account.passwordHash, password ?? ''))) return wrongPassword;
  }
  await accounts.store.anonymise(account.id, now);
  accounts.onRevoked(account.id);
  return done({});
}

/** Members only: a guest is found by nobody, and nobody finds themselves. */
export function searchUsers(accounts: Accounts, actor: Identity, query: string): Promise<PublicProfile[]> {
  return accounts.store.search(query, { limit: searchLimit, except: actor.userId });
}
