import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

export type Script = { readonly sha: string; readonly source: string };

/** A script of the folder `scripts`; its head says what it takes and gives. */
export function script(name: string): Script {
  const source = readFileSync(new URL(`scripts/${name}.lua`, import.meta.url), 'utf8');
  return { sha: createHash('sha1').update(source).digest('hex'), source };
}

/**
 * Runs a script by its hash, and in full if Redis does not know it: the first time, after a restart, after SCRIPT FLUSH.
 * Redis answers that before it has done anything, so trying again is safe.
 */
export async function run(
  redis: Redis,
  { sha, source }: Script,
  keys: readonly string[],
  args: readonly (string | number)[] = [],
): Promise<unknown> {
  try {
    return await redis.evalsha(sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return redis.eval(source, keys.length, ...keys, ...args);
  }
}
