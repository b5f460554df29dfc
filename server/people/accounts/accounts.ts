import type { KeyObject } from 'node:crypto';
import { lookOf, type Person } from '../../domain/room.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Profile } from '../../protocol/rest/accounts.ts';
import { done, refused, type Outcome } from '../outcome.ts';
import type { Account, AccountStore, Passwords } from './ports.ts';
import type { Identity } from './tokens.ts';

/** What the use cases of this folder work with. */
export interface Accounts {
  store: AccountStore;
  passwords: Passwords;
  secret: KeyObject;
  /** A random UUID. */
  newId: () => string;
  /** 32 random bytes, base64url. */
  newToken: () => string;
  /** Called when the tokens a person has hold no more: who keeps connections on the strength of one closes them. */
  onRevoked: (userId: UserId) => void;
  /** Called with whom a token is issued to. */
  onIssued: (account: Account) => void;
  /** Called when somebody looks different: whoever shows them shows it. */
  onLook: (person: Person) => Promise<void>;
}

const avatarColors = ['#1971c2', '#2f9e44', '#c2255c', '#6741d9', '#e8590c', '#0c8599', '#9c36b5', '#846358'] as const;

/** A colour that stays the same for an id, which is random. */
export function avatarColorFor(id: string): string {
  return avatarColors[Number.parseInt(id.slice(0, 6), 16) % avatarColors.length] ?? avatarColors[0];
}

export function profileOf(account: Account): Profile {
  const { id, username, name, avatarColor, avatarUrl, preferences, createdAt } = account;
  return {
    id,
    username,
    name,
    isGuest: account.kind === 'guest',
    email: account.kind === 'guest' ? null : account.email,
    avatarColor,
    avatarUrl,
    preferences,
    createdAt: new Date(createdAt).toISOString(),
  };
}

/** Tells that the account is another to look at than it was. */
export async function tellLook({ onLook }: Accounts, before: Account, after: Account): Promise<void> {
  const [then, now] = [lookOf(before), lookOf(after)];
  const same = then.name === now.name && then.avatarUrl === now.avatarUrl && then.avatarColor === now.avatarColor;
  if (!same) await onLook({ userId: after.id, ...now });
}

export const loginOver = refused('UNAUTHENTICATED', 'The login has ended; sign in again');

/** The caller's account, unless it is gone or its tokens were revoked after this one was issued. */
export async function accountOf(accounts: Accounts, actor: Identity): Promise<Outcome<Account>> {
  const account = await accounts.store.findById(actor.userId);
  return account && account.version === actor.version ? done(account) : loginOver;
}
