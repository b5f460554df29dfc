import { z } from 'zod';
import { ConfigError, readConfig } from '../config.ts';
import type { SessionId } from '../protocol/ids.ts';
import { doctor } from './doctor/doctor.ts';
import { lineOf, reasonOf, type Finding } from './finding.ts';
import { inspect } from './room/inspect.ts';
import { openLook } from './room/open-look.ts';
import { replay } from './room/replay.ts';

const usage = `carrel doctor               what is wrong with the configuration, the stores, the ports and the clock
carrel room inspect <id>    where a session stands, in the log and in the database
carrel room replay <id>     folds a session's log again, and compares it with all that was made of it

They read the environment that the server reads, change nothing, and may run beside it. They exit with 1 if something
is wrong.`;

type Print = (line: string) => void;

/** Does what the command line says; answers the exit code: 0, 1 when something is wrong, 2 when it was not understood. */
export async function carrel(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  print: Print = console.log,
): Promise<number> {
  try {
    const [noun, verb, id, ...more] = args;
    if (noun === 'doctor' && verb === undefined) return report(await doctor(env), print);
    if (noun !== 'room' || id === undefined || more.length > 0) return misunderstood(print);
    const looks = { inspect, replay } as const;
    if (verb !== 'inspect' && verb !== 'replay') return misunderstood(print);
    if (!z.uuid().safeParse(id).success) throw new Error(`${id} is not the id of a session`);
    const look = await openLook(readConfig(env));
    try {
      return report(await looks[verb](look, id as SessionId), print);
    } finally {
      await look.close();
    }
  } catch (error) {
    print(error instanceof ConfigError ? `The configuration is wrong:\n${error.message}` : reasonOf(error));
    return 1;
  }
}

function report(findings: readonly Finding[], print: Print): number {
  for (const finding of findings) print(lineOf(finding));
  return findings.some(({ level }) => level === 'wrong') ? 1 : 0;
}

function misunderstood(print: Print): number {
  print(usage);
  return 2;
}
