import type { UserId } from '../../protocol/ids.ts';
import type { Preferences, PublicProfile } from '../../protocol/rest/accounts.ts';

interface AccountBase {
  id: UserId;
  /** Lower case. A guest's is made up and unique all the same. */
  username: string;
  name: string;
  avatarColor: string;
  avatarUrl: string | null;
  preferences: Preferences;
  /** Grows when every token of the account is revoked. */
  version: number;
  createdAt: number;
}
export interface Guest extends AccountBase {
  kind: 'guest';
}
export interface Member extends AccountBase {
  kind: 'member';
  passwordHash: string;
  email: string | null;
}
/** A deleted account is no account: the store keeps an anonymous row and never answers it. */
export type Account = Guest | Member;

export interface RefreshToken {
  id: string;
  userId: UserId;
  /** One login; every token that follows the first stays in its family. */
  familyId: string;
  hash: string;
  issuedAt: number;
  expiresAt: number;
  state: { kind: 'current' } | { kind: 'used'; at: number } | { kind: 'revoked' };
}
export type NewRefreshToken = Omit<RefreshToken, 'state'>;

export type ProfileChanges = Partial<
  Pick<AccountBase, 'name' | 'avatarColor' | 'avatarUrl' | 'preferences'> & Pick<Member, 'email'>
>;
export type Credentials = Pick<Member, 'username' | 'passwordHash' | 'name' | 'email'>;

/** A name that must be unique and is somebody else's. */
export type Taken = 'usernameTaken' | 'emailTaken';

/** Times are epoch milliseconds. */
export interface AccountStore {
  findById(id: UserId): Promise<Account | null>;
  findByUsername(username: string): Promise<Account | null>;
  create(account: Account): Promise<'created' | Taken>;
  /** Writes the given fields of an account that is still there. */
  update(id: UserId, changes: ProfileChanges): Promise<'updated' | 'gone' | Taken>;
  /** Makes a guest a member; gone when there is no such guest any more. */
  promote(id: UserId, credentials: Credentials): Promise<'promoted' | 'gone' | Taken>;
  /** If the account is still at `version`: sets the password, raises the version and ends all refresh tokens. */
  setPassword(id: UserId, version: number, passwordHash: string, now: number): Promise<boolean>;
  /** Members whose username or name contains `query`, the nearest first. */
  search(query: string, options: { limit: number; except: UserId }): Promise<PublicProfile[]>;
  /** What others see of the person loses the name; what was the person's alone is deleted. Ends all refresh tokens. */
  anonymise(id: UserId, now: number): Promise<void>;

  /** Adds the first token of a family, if the account is still at `version`; what the user has of expired ones goes. */
  addRefreshToken(token: NewRefreshToken, version: number): Promise<boolean>;
  findRefreshToken(hash: string): Promise<RefreshToken | null>;
  /** One step: the current token `id` becomes used and `next` current. False when it was not current any more. */
  rotateRefreshToken(id: string, next: NewRefreshToken): Promise<boolean>;
  revokeFamily(family: Pick<RefreshToken, 'userId' | 'familyId'>, now: number): Promise<void>;
  /** Raises the version and ends all refresh tokens. */
  revokeAll(id: UserId, now: number): Promise<void>;
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes the same time for a person who does not exist (null). */
  matches(hash: string | null, password: string): Promise<boolean>;
}
