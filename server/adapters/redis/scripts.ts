import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

export type Script = { readonly sha: string; readonly source: string };

/** A script of the folder `scripts`; its head says what it takes and gives. */
export function script(name: string): Script {
  const source = readFileSync(new URL(`scripts/${name}.lua`, import.meta.url), 'utf8');
  return { sha: createHash('sha1').update(source).digest('hex'), source };
}

type Argument = string | number | Buffer;

/** Runs a script by its hash, and in full if Redis does not know it: the first time, after a restart, after SCRIPT FLUSH. */
export const run = (redis: Redis, script: Script, keys: readonly string[], args: readonly Argument[] = []) =>
  known(script, (command, by) => redis.call(command, by, keys.length, ...keys, ...args));

/** As `run`, where the answer has bytes: every text in it is a Buffer. */
export const runForBytes = (redis: Redis, script: Script, keys: readonly string[], args: readonly Argument[]) =>
  known(script, (command, by) => redis.callBuffer(command, by, keys.length, ...keys, ...args));

/** Redis answers that it does not know a script before it has done anything, so trying again is safe. */
async function known({ sha, source }: Script, send: (command: string, by: string) => Promise<unknown>) {
  try {
    return await send('evalsha', sha);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return send('eval', source);
  }
}
