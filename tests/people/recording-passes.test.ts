import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { issueAccess } from '../../server/people/accounts/tokens.ts';
import { issuePass, passHolds, passMs } from '../../server/people/recordings/passes.ts';
import { userId } from '../../server/protocol/ids.ts';

const secret = createSecretKey(randomBytes(32));
const now = Date.UTC(2026, 4, 1, 12);
const film = randomUUID();

test('a pass opens one film, until 15 minutes are over', async () => {
  const pass = await issuePass(secret, film, now);
  expect(passMs).toBe(15 * 60_000);
  expect(await passHolds(secret, pass, film, now)).toBe(true);
  expect(await passHolds(secret, pass, film, now + passMs - 1)).toBe(true);
  expect(await passHolds(secret, pass, film, now + passMs)).toBe(false);
  expect(await passHolds(secret, pass, randomUUID(), now)).toBe(false);
});

test('nothing else is a pass', async () => {
  const ada = { userId: userId.parse(film), name: 'Ada', avatarUrl: null, version: 0 };
  const others = [
    '',
    'x.y.z',
    await issuePass(createSecretKey(randomBytes(32)), film, now),
    // Of the same secret, and of the same subject.
    await issueAccess(secret, ada, now),
  ];
  for (const other of others) expect(await passHolds(secret, other, film, now)).toBe(false);
});
