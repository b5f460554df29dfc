import { openDatabase, type PrismaClient } from '../../server/adapters/prisma/open-database.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { startRedis, type RedisServer, type RedisServerOptions } from './redis.ts';
import { newDataDir, removeDataDir, startServerProcess, type ServerProcess } from './server-process.ts';

export type Node = { server: ServerProcess; readonly name: string };

export type Cluster = {
  readonly redis: RedisServer;
  readonly postgres: Postgres;
  readonly databaseUrl: string;
  readonly nodes: readonly Node[];
  readonly url: (node: number) => string;
  /** Another node of the same cluster, with what its environment adds. */
  add(env?: Readonly<Record<string, string>>): Promise<Node>;
  /** Looks at the rows, as they are. */
  rows<Result>(look: (database: PrismaClient) => Promise<Result>): Promise<Result>;
  /** Starts a node that was ended, at the same port and with the same environment. */
  revive(node: number): Promise<void>;
  close(): Promise<void>;
};

export type ClusterOptions = RedisServerOptions & {
  /** For each node what its environment adds. */
  readonly nodes: readonly Readonly<Record<string, string>>[];
};

/** Nodes as processes, a Redis and a PostgreSQL of their own. */
export async function startCluster({ nodes: envs, ...redisOptions }: ClusterOptions): Promise<Cluster> {
  const [redis, postgres] = await Promise.all([startRedis(redisOptions), startPostgres()]);
  const databaseUrl = await postgres.createDatabase();
  const nodes: (Node & { readonly dataDir: string; readonly env: Readonly<Record<string, string>> })[] = [];
  const add: Cluster['add'] = async (added = {}) => {
    const name = `n${nodes.length + 1}`;
    const env = {
      AUTH_SECRET: 'a secret that all the nodes of this cluster share',
      RATE_LIMITS: 'off',
      DATABASE_URL: databaseUrl,
      REDIS_URL: redis.url,
      NODE_ID: name,
      ...added,
    };
    const dataDir = await newDataDir();
    const node = { name, dataDir, env, server: await startServerProcess({ dataDir, env }) };
    nodes.push(node);
    return node;
  };
  // One after the other, so that names and places agree.
  // oxlint-disable-next-line no-await-in-loop
  for (const env of envs) await add(env);
  return {
    redis,
    postgres,
    databaseUrl,
    nodes,
    url: (node) => nodes[node]!.server.url,
    add,
    async rows(look) {
      const log = { info: () => {}, error: () => {} };
      const database = await openDatabase({ databaseUrl, dataDir: '', log });
      try {
        return await look(database.prisma);
      } finally {
        await database.close();
      }
    },
    async revive(index) {
      const node = nodes[index]!;
      const { dataDir, env, server } = node;
      node.server = await startServerProcess({ dataDir, env, port: server.port });
    },
    async close() {
      await Promise.all(
        nodes.map(async ({ server, dataDir }) => {
          server.signal('SIGCONT');
          await server.end('SIGKILL');
          await removeDataDir(dataDir);
        }),
      );
      await Promise.all([redis.close(), postgres.close()]);
    },
  };
}
