import { hash, verify } from '@node-rs/argon2';
import type { Passwords } from '../../people/accounts/ports.ts';

/** Argon2id, the library's default, with the first of OWASP's recommended settings: 19 MiB, two passes, one lane. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** One person's keyboards may write the same letter in two ways. */
const normal = (password: string) => password.normalize('NFKC');

export function createPasswords(): Passwords {
  // What nobody's password is compared with, so that an unknown name takes as long as a known one.
  const nobody = hash('nobody', options);
  return {
    hash: (password) => hash(normal(password), options),
    matches: async (stored, password) => {
      const matches = await verify(stored ?? (await nobody), normal(password));
      return stored !== null && matches;
    },
  };
}
