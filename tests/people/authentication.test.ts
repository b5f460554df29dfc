import { createSecretKey, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { believedFor, createAuthentication } from '../../server/people/accounts/authentication.ts';
import type { Guest } from '../../server/people/accounts/ports.ts';
import { issueAccess } from '../../server/people/accounts/tokens.ts';
import { person } from '../support/rooms.ts';

const ada = person('Ada');

/** A store with Ada's account in it, which may be away, and is asked under the eyes of the test. */
async function withAda() {
  const secret = createSecretKey(randomBytes(32));
  const clock = { now: Date.UTC(2026, 4, 1, 12) };
  const account: Guest = {
    kind: 'guest',
    id: ada.userId,
    username: 'guest-1',
    name: ada.name,
    avatarColor: '#1971c2',
    avatarUrl: null,
    preferences: {},
    version: 0,
    createdAt: clock.now,
  };
  const state = { asked: 0, away: false, whileAsked: () => {} };
  const failures: unknown[] = [];
  const authentication = createAuthentication({
    secret,
    store: {
      async findById() {
        state.asked += 1;
        if (state.away) throw new Error('The database is away');
        const found = { ...account };
        state.whileAsked();
        return found;
      },
    },
    now: () => clock.now,
    believedMs: believedFor.together,
    onAway: (error) => failures.push(error),
  });
  const token = await issueAccess(secret, { ...ada, version: 0 }, clock.now);
  const come = async () => {
    const outcome = await authentication.authenticate(token);
    return outcome.ok ? 'OK' : outcome.refusal.code;
  };
  return { authentication, clock, account, state, failures, token, come };
}

test('a token holds no more as soon as it is heard that it was revoked', async () => {
  const { authentication, account, come } = await withAda();
  expect(await come()).toBe('OK');
  account.version = 1;
  authentication.revoked(ada.userId);
  expect(await come()).toBe('UNAUTHENTICATED');
});

test('the account is asked for once in five seconds, so that a word that was lost costs no more', async () => {
  const { clock, account, state, come } = await withAda();
  expect([await come(), await come(), state.asked]).toEqual(['OK', 'OK', 1]);
  account.version = 1;
  clock.now += 4_999;
  expect([await come(), state.asked]).toEqual(['OK', 1]);
  clock.now += 1;
  expect(await come()).toBe('UNAUTHENTICATED');
});

test('what the store answered before it was heard that the token was revoked is not believed', async () => {
  const { authentication, account, state, come } = await withAda();
  state.whileAsked = () => {
    state.whileAsked = () => {};
    account.version = 1;
    authentication.revoked(ada.userId);
  };
  expect(await come()).toBe('UNAUTHENTICATED');
});

test('who was let in while it was said is found by the mark', async () => {
  const { authentication } = await withAda();
  const before = authentication.mark();
  authentication.revoked(ada.userId);
  expect(authentication.revokedSince(before, ada.userId)).toBe(true);
  expect(authentication.revokedSince(authentication.mark(), ada.userId)).toBe(false);
  expect(authentication.revokedSince(before, person('Ben').userId)).toBe(false);
});

test('who comes looks as their account says, not as their token does; a change is seen at once if it is heard of', async () => {
  const { authentication, account, token } = await withAda();
  const look = async () => {
    const outcome = await authentication.authenticate(token);
    return outcome.ok ? [outcome.value.name, outcome.value.avatarColor] : outcome.refusal.code;
  };
  expect(await look()).toEqual(['Ada', '#1971c2']);
  Object.assign(account, { name: 'Countess', avatarColor: '#00ff00' });
  authentication.changed(ada.userId);
  expect(await look()).toEqual(['Countess', '#00ff00']);
});

test('while the store is away a good token lets in, but not whom this node heard of', async () => {
  const { authentication, state, failures, come } = await withAda();
  state.away = true;
  expect([await come(), failures.length]).toEqual(['OK', 1]);
  authentication.revoked(ada.userId);
  expect(await come()).toBe('UNAVAILABLE');
});

test('whom a token was issued to is not asked for, unless something was heard of them since they were read', async () => {
  const { authentication, account, state, come } = await withAda();
  authentication.issued({ ...account });
  expect([await come(), state.asked]).toEqual(['OK', 0]);
  const read = { ...account };
  account.version = 1;
  authentication.revoked(ada.userId);
  authentication.issued(read);
  expect([await come(), state.asked]).toEqual(['UNAUTHENTICATED', 1]);
});

test('a look that the store answered before it was heard that it changed is not believed', async () => {
  const { authentication, account, state, token } = await withAda();
  const name = async () => {
    const outcome = await authentication.authenticate(token);
    return outcome.ok && outcome.value.name;
  };
  state.whileAsked = () => {
    state.whileAsked = () => {};
    Object.assign(account, { name: 'Countess' });
    authentication.changed(ada.userId);
  };
  await name();
  expect(await name()).toBe('Countess');
});
