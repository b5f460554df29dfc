import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAccountStore } from '../../server/adapters/prisma/account-store.ts';
import type { Database } from '../../server/adapters/prisma/open-database.ts';
import type { Account, AccountStore, Guest, Member, NewRefreshToken } from '../../server/people/accounts/ports.ts';
import { userId, type UserId } from '../../server/protocol/ids.ts';
import { databaseKinds, openTestDatabase } from '../support/database.ts';

const now = Date.UTC(2026, 4, 1, 12);
const newUserId = () => userId.parse(randomUUID());

function base(username: string) {
  const look = { name: `Name of ${username}`, avatarColor: '#1971c2', avatarUrl: null, preferences: { a: [1, null] } };
  return { id: newUserId(), username, ...look, version: 0, createdAt: now };
}
const guest = (username: string): Guest => ({ ...base(username), kind: 'guest' });
const member = (username: string, email: string | null = null): Member => ({
  ...base(username),
  kind: 'member',
  passwordHash: 'hash',
  email,
});
const token = (owner: UserId, parts: Partial<NewRefreshToken> = {}): NewRefreshToken => ({
  id: randomUUID(),
  userId: owner,
  familyId: 'family',
  hash: randomUUID(),
  issuedAt: now,
  expiresAt: now + 1_000,
  ...parts,
});

describe.each(databaseKinds)('the account store, %s', (kind) => {
  let database: Database;
  let store: AccountStore;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    store = createAccountStore(database.prisma);
  });
  afterEach(() => database.prisma.user.deleteMany());
  afterAll(() => database.close());

  async function created<A extends Account>(account: A): Promise<A> {
    expect(await store.create(account)).toBe('created');
    return account;
  }

  test('answers an account as it was created', async () => {
    for (const account of [guest('guest'), member('ada', 'ada@example.org')]) {
      await created(account);
      expect(await store.findById(account.id)).toEqual(account);
      expect(await store.findByUsername(account.username)).toEqual(account);
    }
    expect(await store.findById(newUserId())).toBeNull();
    expect(await store.findByUsername('nobody')).toBeNull();
  });

  test('one username and one e-mail address are one person, also when many ask at once', async () => {
    const rivals = await Promise.all(Array.from({ length: 5 }, () => store.create(member('ada', 'ada@example.org'))));
    expect(rivals.filter((outcome) => outcome === 'created')).toHaveLength(1);
    expect(await store.create(member('ada'))).toBe('usernameTaken');
    expect(await store.create(member('eve', 'ada@example.org'))).toBe('emailTaken');
    const eve = await created(member('eve'));
    expect(await store.update(eve.id, { email: 'ada@example.org' })).toBe('emailTaken');
  });

  test('updates the given fields only, of an account that is there', async () => {
    const ada = await created(member('ada', 'ada@example.org'));
    await Promise.all([store.update(ada.id, { name: 'Countess' }), store.update(ada.id, { avatarColor: '#000000' })]);
    expect(await store.findById(ada.id)).toEqual({ ...ada, name: 'Countess', avatarColor: '#000000' });
    expect(await store.update(newUserId(), { name: 'Nobody' })).toBe('gone');
  });

  test('makes a guest a member once', async () => {
    const visitor = await created(guest('guest-1'));
    await created(member('taken'));
    const credentials = { username: 'ada', name: 'Ada', email: null, passwordHash: 'hash' };
    expect(await store.promote(visitor.id, { ...credentials, username: 'taken' })).toBe('usernameTaken');
    const both = await Promise.all([store.promote(visitor.id, credentials), store.promote(visitor.id, credentials)]);
    expect(both).toEqual(expect.arrayContaining(['promoted', 'gone']));
    expect(await store.findById(visitor.id)).toEqual({ ...visitor, ...credentials, kind: 'member' });
  });

  test('anonymises: the name is free again, and nobody finds the person', async () => {
    const ada = await created(member('ada', 'ada@example.org'));
    const first = token(ada.id);
    await store.addRefreshToken(first, 0);
    await store.anonymise(ada.id, now);
    expect(await store.findById(ada.id)).toBeNull();
    expect(await store.findByUsername('ada')).toBeNull();
    expect(await store.findRefreshToken(first.hash)).toBeNull();
    expect(await store.update(ada.id, { name: 'Ada' })).toBe('gone');
    const row = await database.prisma.user.findUniqueOrThrow({ where: { id: ada.id } });
    expect(JSON.stringify(row)).not.toContain('ada@example.org');
    expect(row).toMatchObject({ name: 'Deleted user', passwordHash: null, deletedAt: new Date(now) });
    await created(member('ada', 'ada@example.org'));
  });

  describe('search', () => {
    const ask = async (query: string, except = newUserId(), limit = 10) =>
      (await store.search(query, { limit, except })).map((found) => found.username);

    test('finds members by a part of the username or the name, the nearest first', async () => {
      for (const username of ['joanna', 'ann', 'susann', 'anna']) await created(member(username));
      await created({ ...member('zoe'), name: 'Ann Lee' });
      await created(guest('anne'));
      expect(await ask('ANN')).toEqual(['ann', 'anna', 'zoe', 'joanna', 'susann']);
      expect(await ask('ann', undefined, 2)).toEqual(['ann', 'anna']);
    });

    test('leaves out who asks, and shows what anybody may see', async () => {
      const ada = await created(member('ada', 'ada@example.org'));
      expect(await ask('ada', ada.id)).toEqual([]);
      const [found] = await store.search('ada', { limit: 1, except: newUserId() });
      const { id, name, avatarColor } = ada;
      expect(found).toEqual({ id, username: 'ada', name, avatarUrl: null, avatarColor });
    });

    test('takes wildcards for themselves', async () => {
      await created(member('a_b'));
      await created(member('axb'));
      expect(await ask('a_b')).toEqual(['a_b']);
      expect(await ask('%%')).toEqual([]);
      expect(await ask(String.raw`a\_b`)).toEqual([]);
    });
  });

  describe('refresh tokens', () => {
    test('are current, then used, then revoked', async () => {
      const { id } = await created(guest('g'));
      const first = token(id);
      expect(await store.addRefreshToken(first, 0)).toBe(true);
      expect(await store.findRefreshToken(first.hash)).toEqual({ ...first, state: { kind: 'current' } });
      const second = token(id, { issuedAt: now + 5 });
      expect(await store.rotateRefreshToken(first.id, second)).toBe(true);
      expect((await store.findRefreshToken(first.hash))?.state).toEqual({ kind: 'used', at: now + 5 });
      await store.revokeFamily({ userId: id, familyId: 'family' }, now);
      expect((await store.findRefreshToken(first.hash))?.state).toEqual({ kind: 'revoked' });
      expect((await store.findRefreshToken(second.hash))?.state).toEqual({ kind: 'revoked' });
      expect(await store.rotateRefreshToken(second.id, token(id))).toBe(false);
    });

    test('a token is rotated by one of many', async () => {
      const { id } = await created(guest('g'));
      const first = token(id);
      await store.addRefreshToken(first, 0);
      const next = token(id);
      const rotate = (_: unknown, n: number) => store.rotateRefreshToken(first.id, { ...next, id: `${next.id}-${n}` });
      const won = await Promise.all(Array.from({ length: 5 }, rotate));
      expect(won.filter(Boolean)).toHaveLength(1);
    });

    test('none is added for credentials that have changed, and expired ones go', async () => {
      const { id } = await created(member('ada'));
      const old = token(id, { expiresAt: now });
      await store.addRefreshToken(old, 0);
      expect(await store.setPassword(id, 0, 'other', now)).toBe(true);
      expect(await store.setPassword(id, 0, 'third', now)).toBe(false);
      expect(await store.addRefreshToken(token(id), 0)).toBe(false);
      expect(await store.addRefreshToken(token(id), 1)).toBe(true);
      expect(await store.findRefreshToken(old.hash)).toBeNull();
    });

    test('no revocation misses a token that is just being made', async () => {
      const { id } = await created(member('ada'));
      for (let round = 0; round < 15; round++) {
        const first = token(id);
        await store.addRefreshToken(first, round);
        const rotate = store.rotateRefreshToken(first.id, token(id));
        const begin = store.addRefreshToken(token(id), round);
        await Promise.all([store.setPassword(id, round, `hash-${round}`, now), rotate, begin]);
        const left = { userId: id, usedAt: null, revokedAt: null };
        expect(await database.prisma.refreshToken.count({ where: left })).toBe(0);
      }
    });

    test('all of a person end together, and only theirs', async () => {
      const ada = await created(member('ada'));
      const eve = await created(member('eve'));
      const [hers, other] = [token(ada.id), token(eve.id, { familyId: 'other' })];
      await store.addRefreshToken(hers, 0);
      await store.addRefreshToken(other, 0);
      await store.revokeAll(ada.id, now);
      expect((await store.findRefreshToken(hers.hash))?.state.kind).toBe('revoked');
      expect((await store.findRefreshToken(other.hash))?.state.kind).toBe('current');
      expect((await store.findById(ada.id))?.version).toBe(1);
    });
  });
});
