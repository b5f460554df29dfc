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

/** PGlite behind a Unix socket that speaks PostgreSQL's protocol. Answers the function that closes both. */
export async function servePGlite({ dataDir, socketDir }: PGliteHome): Promise<() => Promise<void>> {
  const db = await PGlite.create({
    ...(dataDir === undefined ? {} : { dataDir }),
    // 16 MB in place of PGlite's 128 MB of buffers: the same speed at this size, 130 MB less memory.
    startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB', '-c', 'TimeZone=UTC'],
  });
  const execute = db.execProtocolRawStream.bind(db);
  // SQL errors are answers. What is thrown here is the WASM machine failing: the socket server would wait for ever, and
  // nothing this PGlite says can be trusted any more. An uncaught error ends the thread, and its owner hears of it.
  db.execProtocolRawStream = (message, options) =>
    execute(message, options).catch((error: unknown) => {
      queueMicrotask(() => {
        throw error;
      });
      throw error;
    });
  // A pool drops the connection on which a statement failed and opens the next one before this side has seen the first
  // close. Were that one over the limit, every unique violation would cost the following query its connection.
  const server = new PGLiteSocketServer({ db, path: socketPath(socketDir), maxConnections: 4 });
  await server.start();
  return async () => {
    await server.stop();
    await db.close();
  };
}
