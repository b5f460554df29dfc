import { Client } from 'pg';
import { migrationsDir, pendingMigrations } from './migrate.ts';

const answerMs = 5_000;

/** What a PostgreSQL says of itself. */
export type DatabaseFacts = {
  readonly version: string;
  /** Whether it syncs what it commits. */
  readonly syncs: boolean;
  readonly connections: number;
  /** Whether tables can be made in it. */
  readonly owned: boolean;
  /** What the next start applies. */
  readonly pending: readonly string[];
  /** Its clock, in epoch milliseconds, and this process' halfway between question and answer. */
  readonly time: { readonly there: number; readonly here: number };
};

type Row = {
  version: string;
  fsync: string;
  committing: string;
  connections: number;
  owned: boolean;
  time: string;
};

/** Asks, and changes nothing. Throws if the database does not answer. */
export async function askDatabase(databaseUrl: string): Promise<DatabaseFacts> {
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
    options: '-c default_transaction_read_only=on',
  });
  await client.connect();
  try {
    const askedAt = Date.now();
    const { rows } = await client.query<Row>(`
      SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
        current_setting('synchronous_commit') AS committing, current_setting('max_connections')::int AS connections,
        has_schema_privilege('public', 'CREATE') AS owned, extract(epoch FROM clock_timestamp()) * 1000 AS time`);
    const here = (askedAt + Date.now()) / 2;
    const { version, fsync, committing, connections, owned, time } = rows[0]!;
    return {
      version,
      syncs: fsync === 'on' && committing !== 'off',
      connections,
      owned,
      pending: await pendingMigrations(client, migrationsDir),
      time: { there: Number(time), here },
    };
  } finally {
    await client.end();
  }
}
