import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

export type RedisServer = {
  readonly port: number;
  readonly url: string;
  /** Asks the server as `redis-cli` would, on a connection of its own. */
  ask(command: string, ...args: (string | number)[]): Promise<unknown>;
  /** Ends it: in good order, or with SIGKILL. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again on what it kept, at the same port. */
  start(): Promise<void>;
  /** SIGSTOP: connections stay, nobody answers. */
  freeze(): void;
  thaw(): void;
  /** Keeps what it has on disk now. The function returned puts that back: what came after was acknowledged and lost. */
  backUp(): Promise<() => Promise<void>>;
  /** Brings everything that will expire so much closer to it: the clock of Redis cannot be moved. */
  age(ms: number): Promise<void>;
  close(): Promise<void>;
};

export type RedisServerOptions = {
  readonly fsync?: 'always' | 'everysec';
  /** A cluster of one shard: it refuses commands and scripts that touch keys of two hash slots. */
  readonly cluster?: boolean;
};

/** A Redis of the caller's own on loopback, with an append-only file in a folder of its own. */
export async function startRedis({ fsync = 'always', cluster = false }: RedisServerOptions = {}): Promise<RedisServer> {
  const directory = await mkdtemp(join(tmpdir(), 'carrel-redis-'));
  const port = await freePort();
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: directory,
    save: '',
    appendonly: 'yes',
    appendfsync: fsync,
    'maxmemory-policy': 'noeviction',
    'cluster-enabled': cluster ? 'yes' : 'no',
    'cluster-port': cluster ? await freePort() : 0,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  let child = await run(args);
  const ask = async (command: string, ...rest: (string | number)[]) => {
    const redis = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
    try {
      await redis.connect();
      return await redis.call(command, rest);
    } finally {
      redis.disconnect();
    }
  };
  if (cluster) {
    await ask('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
    while (!String(await ask('CLUSTER', 'INFO')).includes('cluster_state:ok'));
  }
  const stop: RedisServer['stop'] = async (signal = 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    ask,
    stop,
    async start() {
      child = await run(args);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async backUp() {
      const kept = `${directory}.kept`;
      await cp(directory, kept, { recursive: true });
      return async () => {
        await stop('SIGKILL');
        await rm(directory, { recursive: true });
        await rename(kept, directory);
        child = await run(args);
      };
    },
    async age(ms) {
      const source = `for _, key in ipairs(redis.call('KEYS', '*')) do
        local left = redis.call('PTTL', key)
        if left > 0 then redis.call('PEXPIRE', key, left - ARGV[1]) end
      end`;
      await ask('EVAL', source, 0, ms);
    },
    async close() {
      await stop('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Resolves when it accepts commands, with everything loaded. */
async function run(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const killed = () => void child.kill('SIGKILL');
  process.once('exit', killed);
  child.once('exit', () => process.off('exit', killed));
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`redis-server ended (${code}):\n${said.join('\n')}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      if (line.includes('Ready to accept connections')) resolve(child);
    });
  });
}
