import type { UserId } from '../../protocol/ids.ts';
import { userId } from '../../protocol/ids.ts';
import type { GuestBody, LoginBody, RegisterBody } from '../../protocol/rest/accounts.ts';
import { refused, type Outcome } from '../outcome.ts';
import { avatarColorFor, tellLook, type Accounts } from './accounts.ts';
import type { Account, Credentials, Taken } from './ports.ts';
import { signIn, type SignedIn } from './sessions.ts';

export function conflict(taken: Taken): Outcome<never> {
  const [path, message] =
    taken === 'usernameTaken' ? ['username', 'This username is taken'] : ['email', 'This e-mail address is taken'];
  return refused('CONFLICT', message, { details: [{ path, message }] });
}

function newAccount(accounts: Accounts, name: string, now: number) {
  const id = userId.parse(accounts.newId());
  return { id, name, avatarColor: avatarColorFor(id), avatarUrl: null, preferences: {}, version: 0, createdAt: now };
}

async function create(accounts: Accounts, account: Account, now: number): Promise<Outcome<SignedIn>> {
  const outcome = await accounts.store.create(account);
  return outcome === 'created' ? signIn(accounts, account, now) : conflict(outcome);
}

/** A person without a password. What they do is theirs, and stays so when they register. */
export async function enterAsGuest(accounts: Accounts, { name }: GuestBody, now: number): Promise<Outcome<SignedIn>> {
  const account = newAccount(accounts, name, now);
  const username = `guest-${account.id.replaceAll('-', '').slice(0, 16)}`;
  return create(accounts, { ...account, kind: 'guest', username }, now);
}

/** `caller`, when a guest, becomes a member and keeps everything; for anybody else a new account is made. */
export async function register(
  accounts: Accounts,
  { username, password, name, email }: RegisterBody,
  { caller, now }: { caller: UserId | null; now: number },
): Promise<Outcome<SignedIn>> {
  // The insertion decides; this spares the work of hashing for a name that is plainly taken.
  if (await accounts.store.findByUsername(username)) return conflict('usernameTaken');
  const credentials: Credentials = {
    username,
    name,
    email: email ?? null,
    passwordHash: await accounts.passwords.hash(password),
  };

  const account = caller === null ? null : await accounts.store.findById(caller);
  if (account?.kind !== 'guest') {
    return create(accounts, { ...newAccount(accounts, name, now), ...credentials, kind: 'member' }, now);
  }
  const outcome = await accounts.store.promote(account.id, credentials);
  switch (outcome) {
    case 'promoted': {
      const member = { ...account, ...credentials, kind: 'member' } as const;
      await tellLook(accounts, account, member);
      return signIn(accounts, member, now);
    }
    case 'gone':
      return refused('CONFLICT', 'This guest has registered already; sign in');
    case 'usernameTaken':
    case 'emailTaken':
      return conflict(outcome);
  }
}

/** Says the same, and takes as long, for a wrong password and a person who does not exist. */
export async function login(accounts: Accounts, body: LoginBody, now: number): Promise<Outcome<SignedIn>> {
  const account = await accounts.store.findByUsername(body.username);
  const member = account?.kind === 'member' ? account : null;
  const right = await accounts.passwords.matches(member?.passwordHash ?? null, body.password);
  return member && right
    ? signIn(accounts, member, now)
    : refused('UNAUTHENTICATED', 'The username or the password is wrong');
}
