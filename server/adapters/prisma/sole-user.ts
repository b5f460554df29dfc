import { Client } from 'pg';

const againMs = 1_000;
/** Among the advisory locks of PostgreSQL; that of the migrations is another. */
const lockKey = 72_707_370;

/** Another server writes to this database, and does not share its rooms with this one. */
export class DatabaseInUseError extends Error {
  override readonly name = 'DatabaseInUseError';
}

export type SoleUserOptions = {
  readonly databaseUrl: string;
  /** `together`: with other nodes that share their rooms through Redis; never with one that is alone. */
  readonly use: 'alone' | 'together';
  /** The lock was lost with its connection, and somebody else has it now. */
  readonly onTaken: (error: DatabaseInUseError) => void;
};

/**
 * Two servers with logs of their own would record into one database what makes no sense together. So each holds a lock
 * of its session there, on a connection of its own. A connection that breaks takes the lock with it: it is asked for
 * again until the database answers. Throws a DatabaseInUseError if it is somebody else's.
 */
export async function holdDatabase(options: SoleUserOptions): Promise<{ close(): Promise<void> }> {
  let client: Client | null = null;
  let waiting: NodeJS.Timeout | undefined;
  let closed = false;

  const take = async () => {
    const next = new Client({ connectionString: options.databaseUrl, keepAlive: true });
    next.on('error', () => {});
    next.once('end', () => {
      if (next === client) again();
    });
    try {
      await next.connect();
      await lock(next, options.use);
    } catch (error) {
      await next.end().catch(() => {});
      throw error;
    }
    client = next;
    if (closed) await next.end();
  };

  const again = () => {
    client = null;
    if (closed) return;
    waiting = setTimeout(() => {
      take().catch((error: unknown) => {
        if (error instanceof DatabaseInUseError) options.onTaken(error);
        else again();
      });
    }, againMs);
  };

  await take();
  return {
    async close() {
      closed = true;
      clearTimeout(waiting);
      await client?.end().catch(() => {});
    },
  };
}

async function lock(client: Client, use: SoleUserOptions['use']): Promise<void> {
  const kind = use === 'alone' ? 'pg_try_advisory_lock' : 'pg_try_advisory_lock_shared';
  const { rows } = await client.query<{ held: boolean }>(`SELECT ${kind}($1) AS held`, [lockKey]);
  if (rows[0]?.held) return;
  throw new DatabaseInUseError(
    use === 'alone'
      ? 'Another Carrel uses this database. Several nodes on one database must all be given the same REDIS_URL.'
      : 'A Carrel without REDIS_URL uses this database. Stop it, or give it the same REDIS_URL.',
  );
}
