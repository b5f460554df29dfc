import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import type { PoolConfig } from 'pg';
import type { BaseLogger } from 'pino';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import type { EmbeddedPostgres } from './embedded-postgres.ts';
import { PrismaClient } from './generated/client.ts';
import { migrate, migrationsDir } from './migrate.ts';
import { patience } from './room-recordset.ts';

export type { PrismaClient };

export interface DatabaseOptions {
  /** A PostgreSQL server; without it, PGlite under `dataDir`. */
  databaseUrl?: string | undefined;
  dataDir: string;
  log: Pick<BaseLogger, 'info' | 'error'>;
}

export type DatabaseHealth = { status: 'up' } | { status: 'down'; reason: string };

export interface Database {
  prisma: PrismaClient;
  /** One round trip; answers within two seconds. */
  check(): Promise<DatabaseHealth>;
  close: () => Promise<void>;
}

const checkTimeoutMs = 2_000;

function postgresPool(databaseUrl: string): PoolConfig {
  const schema = new URL(databaseUrl).searchParams.get('schema') ?? 'public';
  if (schema !== 'public') throw new Error(`DATABASE_URL names the schema ${schema}; only public is supported`);
  return {
    connectionString: databaseUrl,
    options: '-c TimeZone=UTC',
    max: 10,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 20_000,
  };
}

async function prepare(pool: Pool, log: DatabaseOptions['log']): Promise<void> {
  const client = await pool.connect();
  try {
    // The driver adapter drops the offset of a TIMESTAMPTZ: in another zone every time would silently be wrong.
    const { rows } = await client.query<{ TimeZone: string }>('SHOW TimeZone');
    if (rows[0]?.TimeZone !== 'UTC') throw new Error('The database connection must use the time zone UTC');
    const applied = await migrate(client, migrationsDir);
    if (applied.length > 0) log.info({ migrations: applied }, 'Database migrated');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function ask(pool: Pool): Promise<DatabaseHealth> {
  const timeout = Promise.withResolvers<DatabaseHealth>();
  const late = { status: 'down', reason: `The database did not answer in ${checkTimeoutMs} ms` } as const;
  const timer = setTimeout(() => timeout.resolve(late), checkTimeoutMs);
  const answer = pool.query('SELECT 1').then(
    (): DatabaseHealth => ({ status: 'up' }),
    (error: Error): DatabaseHealth => ({ status: 'down', reason: error.message }),
  );
  return Promise.race([answer, timeout.promise]).finally(() => clearTimeout(timer));
}

/** Opens the database and brings its schema up to date. The caller holds the lock of `dataDir`. */
export async function openDatabase({ databaseUrl, dataDir, log }: DatabaseOptions): Promise<Database> {
  const embedded: EmbeddedPostgres | null = databaseUrl === undefined ? await startEmbeddedPostgres(dataDir) : null;
  const pool = new Pool(embedded?.pool ?? postgresPool(databaseUrl ?? ''));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions: patience });
  let state: 'open' | 'closed' = 'open';
  let death: Error | null = null;

  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => log.error({ error: error.message }, 'A database connection broke'));
  void embedded?.died.then((error) => {
    if (state === 'closed') return;
    death = error;
    log.error({ err: error }, 'The embedded database died');
  });

  const close = async () => {
    if (state === 'closed') return;
    state = 'closed';
    await prisma.$disconnect();
    await pool.end();
    await embedded?.close();
  };
  await prepare(pool, log).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    prisma,
    check: async () => (death === null ? ask(pool) : { status: 'down', reason: death.message }),
    close,
  };
}
