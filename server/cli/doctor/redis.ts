import { askRedis, type RedisFacts } from '../../adapters/redis/facts.ts';
import type { Config } from '../../config.ts';
import { note, ok, warning, wrong, type Finding } from '../finding.ts';

const about = 'Redis';
/** Sharded channels came with it. */
const leastMajor = 7;
const nearlyFull = 0.8;

/** Whether Redis keeps what it acknowledges. Throws if it does not answer. */
export async function examineRedis({ redisUrl }: Config): Promise<readonly Finding[]> {
  if (!redisUrl) return [note(about, 'not used: REDIS_URL is not set')];
  return judgeRedis(await askRedis(redisUrl));
}

export function judgeRedis(facts: RedisFacts): readonly Finding[] {
  return [version(facts), memory(facts), appending(facts), syncing(facts), ...replica(facts), nodes(facts)];
}

function version({ version }: RedisFacts): Finding {
  if (Number.parseInt(version) < leastMajor) return wrong(about, `version ${version}; it must be 7 or later`);
  return ok(about, `version ${version} accepts writes`);
}

function memory({ evicts, usedBytes, mostBytes }: RedisFacts): Finding {
  if (evicts !== 'noeviction') {
    return wrong(about, `maxmemory-policy is ${evicts}: a key that is evicted is a lost room. Set noeviction`);
  }
  const used = mostBytes === 0 ? 0 : usedBytes / mostBytes;
  if (used > nearlyFull) {
    return warning(about, `${Math.round(used * 100)} % of its maxmemory are used; when it is full nothing is accepted`);
  }
  return ok(about, 'evicts nothing');
}

function appending({ appends, appended }: RedisFacts): Finding {
  if (!appends)
    return wrong(about, 'keeps no append-only file: with its process goes what it acknowledged. Set appendonly yes');
  return appended ? ok(about, 'keeps an append-only file') : wrong(about, 'could not write its append-only file');
}

function syncing({ syncs }: RedisFacts): Finding {
  switch (syncs) {
    case 'always':
      return ok(about, 'syncs each write: an acknowledgement outlives Redis');
    case 'everysec':
      return note(about, 'syncs every second: what it loses when it dies is the last second, and a new epoch says so');
    case null:
      return warning(about, 'does not tell its appendfsync; everysec can lose a second, always nothing');
    default:
      return warning(about, `appendfsync is ${syncs}: what it loses when it dies is up to the system`);
  }
}

const replica = ({ role }: RedisFacts): Finding[] =>
  role === 'master' ? [] : [wrong(about, `is a ${role}: REDIS_URL must lead to the master`)];

const nodes = ({ nodes }: RedisFacts): Finding =>
  note(about, nodes.length === 0 ? 'no node is at work' : `nodes at work: ${nodes.toSorted().join(', ')}`);
