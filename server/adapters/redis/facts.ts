import type { Redis } from 'ioredis';
import { connect, disconnect } from './connection.ts';
import { healthKey, nodesKey } from './keys.ts';

/** What a Redis says of itself. */
export type RedisFacts = {
  readonly version: string;
  readonly role: string;
  readonly evicts: string;
  readonly usedBytes: number;
  /** 0: as much as there is. */
  readonly mostBytes: number;
  readonly appends: boolean;
  /** Whether the append-only file could be written last. */
  readonly appended: boolean;
  /** When that file is synced; null if Redis does not tell, as managed ones often do not. */
  readonly syncs: string | null;
  /** Its clock, in epoch milliseconds, and this process' halfway between question and answer. */
  readonly time: { readonly there: number; readonly here: number };
  /** The nodes that showed themselves lately. */
  readonly nodes: readonly string[];
};

/** As long as a node may be silent before others bury it, and a little more. */
const livelyMs = 5_000;

/** Asks Redis about itself, and whether it accepts writes. Throws if it does not answer or accept them. */
export async function askRedis(url: string): Promise<RedisFacts> {
  const redis = await connect({ url, name: 'carrel:doctor', patienceMs: 3_000 });
  try {
    await redis.set(healthKey, '1', 'PX', 10_000);
    const info = parse(await redis.info());
    const askedAt = Date.now();
    const [seconds, microseconds] = await redis.time();
    const there = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
    const here = (askedAt + Date.now()) / 2;
    const seen = Object.entries(await redis.hgetall(nodesKey));
    return {
      version: info.get('redis_version') ?? '',
      role: info.get('role') ?? '',
      evicts: info.get('maxmemory_policy') ?? '',
      usedBytes: Number(info.get('used_memory')),
      mostBytes: Number(info.get('maxmemory')),
      appends: info.get('aof_enabled') === '1',
      appended: info.get('aof_last_write_status') !== 'err',
      syncs: await syncs(redis),
      time: { there, here },
      nodes: seen.flatMap(([node, at]) => (there - Number(at) < livelyMs ? node : [])),
    };
  } finally {
    await disconnect(redis);
  }
}

const parse = (info: string): Map<string, string> =>
  new Map(
    info.split(/\r?\n/).flatMap((line) => {
      const at = line.indexOf(':');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );

/** A service that manages Redis for others may forbid CONFIG. */
const syncs = (redis: Redis): Promise<string | null> =>
  redis.config('GET', 'appendfsync').then(
    ([, value = null]) => value,
    () => null,
  );
