import { askDatabase } from '../../adapters/prisma/facts.ts';
import { askRedis } from '../../adapters/redis/facts.ts';
import type { Config } from '../../config.ts';
import { note, ok, warning, type Finding } from '../finding.ts';

const about = 'clock';
const muchMs = 1_000;

type Reading = { readonly there: number; readonly here: number };

/** How far this machine's clock is from those of the stores it works with. Who does not answer is found elsewhere. */
export async function examineClock({ redisUrl, databaseUrl }: Config): Promise<readonly Finding[]> {
  const [redis, database] = await Promise.all([
    redisUrl ? readingOf(askRedis(redisUrl)) : null,
    databaseUrl ? readingOf(askDatabase(databaseUrl)) : null,
  ]);
  const findings = [
    ...(redis ? [judgeClock('Redis', redis)] : []),
    ...(database ? [judgeClock('the database', database)] : []),
  ];
  return findings.length > 0
    ? findings
    : [note(about, `${new Date().toISOString()}; there is none to compare it with`)];
}

export function judgeClock(whose: string, { there, here }: Reading): Finding {
  const apartMs = Math.round(here - there);
  const text = `${Math.abs(apartMs)} ms ${apartMs < 0 ? 'behind' : 'ahead of'} that of ${whose}`;
  // Rooms and tokens go by Redis' clock where there is one; the log of this process does not.
  return Math.abs(apartMs) < muchMs ? ok(about, text) : warning(about, `${text}; set this machine's clock by NTP`);
}

const readingOf = (asked: Promise<{ readonly time: Reading }>): Promise<Reading | null> =>
  asked.then(
    ({ time }) => time,
    () => null,
  );
