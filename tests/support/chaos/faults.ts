import type { Cluster } from '../cluster.ts';

export const faultNames = ['kill', 'freeze', 'redisKill', 'redisRestart', 'redisCut', 'postgresStop'] as const;
export type FaultName = (typeof faultNames)[number];

export type FaultTimes = {
  /** How long a frozen node sleeps: longer than it takes to be found dead. */
  readonly freezeMs: number;
  readonly postgresMs: number;
};

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Does one harm to the cluster. `begun` resolves when it is done; what `mend` does must be awaited before the next harm.
 */
export async function harm(
  cluster: Cluster,
  name: FaultName,
  victim: number,
  { freezeMs, postgresMs }: FaultTimes,
): Promise<{ mend(): Promise<unknown> }> {
  const { redis, postgres, nodes } = cluster;
  const { server } = nodes[victim]!;
  switch (name) {
    case 'kill':
      await server.end('SIGKILL');
      return { mend: () => cluster.revive(victim) };
    case 'freeze': {
      server.signal('SIGSTOP');
      const over = wait(freezeMs).then(() => server.signal('SIGCONT'));
      return { mend: () => over };
    }
    case 'redisKill':
    case 'redisRestart':
      await redis.stop(name === 'redisKill' ? 'SIGKILL' : 'SIGTERM');
      await redis.start();
      return { mend: async () => {} };
    case 'redisCut':
      await redis.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await redis.ask('CLIENT', 'KILL', 'TYPE', 'normal');
      return { mend: async () => {} };
    case 'postgresStop': {
      await postgres.stop();
      const over = wait(postgresMs).then(() => postgres.start());
      return { mend: () => over };
    }
  }
}
