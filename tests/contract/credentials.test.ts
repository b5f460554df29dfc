import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPasswords } from '../../server/adapters/argon2/passwords.ts';
import { loadAuthSecret, secretKey } from '../../server/adapters/files/auth-secret.ts';

describe('the secret of DATA_DIR', () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'carrel-secret-'));
  });
  afterEach(() => rm(parent, { recursive: true }));

  test('is made once, for its owner only, and never shown in what is made of it', async () => {
    const dataDir = join(parent, 'data');
    const first = await loadAuthSecret(dataDir);
    expect(first.equals(await loadAuthSecret(dataDir))).toBe(true);
    expect((await stat(join(dataDir, 'auth-secret'))).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(first)).not.toContain(await readFile(join(dataDir, 'auth-secret'), 'utf8'));
    const other = await loadAuthSecret(join(parent, 'other'));
    expect(first.equals(other)).toBe(false);
  });

  test('a file cut short, or a short AUTH_SECRET, is refused and not used', async () => {
    await writeFile(join(parent, 'auth-secret'), 'short');
    await expect(loadAuthSecret(parent)).rejects.toThrow('at least 32');
    expect(() => secretKey('hunter2')).toThrow('at least 32');
  });
});

describe('passwords', () => {
  const passwords = createPasswords();

  test('are kept as argon2id, each with a salt of its own', async () => {
    const [one, two] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await passwords.matches(one, 'correct horse')).toBe(true);
    expect(await passwords.matches(one, 'Correct horse')).toBe(false);
  });

  test('of nobody match nothing', async () => {
    for (const guess of ['', 'nobody', 'correct horse']) expect(await passwords.matches(null, guess)).toBe(false);
  });
});
