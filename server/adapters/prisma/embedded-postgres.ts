import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PoolConfig } from 'pg';
import { pglitePool, socketPath } from './serve-pglite.ts';

/** What a Unix socket's address holds, with the ending zero, on the least generous system (macOS). */
const maxSocketPathBytes = 103;

export interface EmbeddedPostgres {
  pool: PoolConfig;
  /** Resolves with the reason should the database stop without being asked to. */
  died: Promise<Error>;
  close(): Promise<void>;
}

/** A private directory for the socket: in DATA_DIR, or beside the temporary files when that path is too long. */
async function makeSocketDir(dataDir: string): Promise<string> {
  const inDataDir = join(resolve(dataDir), 'run');
  if (Buffer.byteLength(socketPath(inDataDir)) > maxSocketPathBytes) return mkdtemp(join(tmpdir(), 'carrel-'));
  // A killed process leaves its socket file, and nobody can listen on it again.
  await rm(inDataDir, { recursive: true, force: true });
  await mkdir(inDataDir, { mode: 0o700 });
  return inDataDir;
}

/**
 * PGlite in a worker thread, its files in `dataDir`/pglite. The caller must be alone in `dataDir`: a second process on the same
 * files ruins them. PGlite writes without fsync: what it acknowledged survives a killed process, not a power cut.
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const filesDir = join(resolve(dataDir), 'pglite');
  await mkdir(filesDir, { recursive: true, mode: 0o700 });
  const socketDir = await makeSocketDir(dataDir);
  const worker = new Worker(new URL('pglite-worker.ts', import.meta.url), {
    workerData: { dataDir: filesDir, socketDir },
  });
  const exited = new Promise<number>((done) => worker.once('exit', done));
  const died = new Promise<Error>((done) => {
    worker.once('error', (error) =>
      done(new Error(`The embedded database failed: ${error.message}`, { cause: error })),
    );
    worker.once('exit', (code) => done(new Error(`The embedded database stopped with code ${code}`)));
  });
  const ready = new Promise<'ready'>((done) => worker.once('message', () => done('ready')));
  const first = await Promise.race([ready, died]);
  if (first instanceof Error) throw first;
  return {
    pool: pglitePool(socketDir),
    died,
    close: async () => {
      worker.postMessage('close');
      await exited;
      await rm(socketDir, { recursive: true, force: true });
    },
  };
}
