import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { PoolConfig } from 'pg';

interface PGliteHome {
  /** Where the data lies; without it, in memory. */
  dataDir?: string;
  /** A private directory: whoever can reach the socket in it is the superuser. */
  socketDir: string;
}

/** The name node-postgres expects a PostgreSQL socket to have. */
export function socketPath(socketDir: string): string {
  return join(socketDir, '.s.PGSQL.5432');
}

/** PGlite is one backend, so the pool is one connection, kept for good. */
export function pglitePool(socketDir: string): PoolConfig {
  return { host: socketDir, port: 5432, user: 'postgres', database: 'postgres', max: 1, idleTimeoutMillis: 0 };
}

/**
 * SQL errors are answers. But should the WASM machine itself fail (its stack is small), PGlite swallows that, and a query
 * is never answered: the one connection would hang for ever. Nothing such a machine says can be trusted, so the error is
 * left uncaught; it ends the thread, and the thread's owner hears of it.
 */
function endWithItsMachine(db: PGlite): void {
  const query = 'Q'.charCodeAt(0);
  const execute = db.execProtocolRawStream.bind(db);
  const fail = (error: unknown) =>
    queueMicrotask(() => {
      throw error;
    });
  db.execProtocolRawStream = async (message, { onRawData, ...options }) => {
    let answered = false;
    const answer = (data: Uint8Array) => {
      answered = true;
      onRawData(data);
    };
    await execute(message, { ...options, onRawData: answer }).catch(fail);
    if (message[0] === query && !answered) fail(new Error('PGlite did not answer a query'));
  };
}

const settings = {
  // In place of 128 MB: the same speed at this size, 130 MB less memory.
  shared_buffers: '16MB',
  // Filling the next file of the write-ahead log with zeros took 16 MB of memory that never came back.
  wal_init_zero: 'off',
  TimeZone: 'UTC',
};

/** PGlite behind a Unix socket that speaks PostgreSQL's protocol. Answers the function that closes both. */
export async function servePGlite({ dataDir, socketDir }: PGliteHome): Promise<() => Promise<void>> {
  const db = await PGlite.create({
    ...(dataDir === undefined ? {} : { dataDir }),
    startParams: [
      ...PGlite.defaultStartParams,
      ...Object.entries(settings).flatMap(([name, to]) => ['-c', `${name}=${to}`]),
    ],
  });
  endWithItsMachine(db);
  // A pool drops the connection on which a statement failed and opens the next one before this side has seen the first
  // close. Were that one over the limit, every unique violation would cost the following query its connection.
  const server = new PGLiteSocketServer({ db, path: socketPath(socketDir), maxConnections: 4 });
  await server.start();
  return async () => {
    await server.stop();
    await db.close();
  };
}
