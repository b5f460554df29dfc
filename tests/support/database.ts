import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../server/adapters/prisma/open-database.ts';
import { hasPostgres, startPostgres } from './postgres.ts';
import { template } from './templates.ts';

export const quiet = { info: () => {}, error: () => {} };

export type DatabaseKind = 'PGlite' | 'PostgreSQL';
/** What a contract suite runs against: PostgreSQL too where it is installed. */
export const databaseKinds: DatabaseKind[] = hasPostgres ? ['PGlite', 'PostgreSQL'] : ['PGlite'];

async function makePGliteTemplate(directory: string): Promise<void> {
  const database = await openDatabase({ dataDir: directory, log: quiet });
  await database.close();
}

/** A DATA_DIR in which PGlite was set up and migrated: opening it takes half a second in place of three. */
export async function freshDataDir(): Promise<string> {
  const source = await template('pglite', makePGliteTemplate);
  const dataDir = await mkdtemp(join(tmpdir(), 'carrel-data-'));
  // A fifth of what the same costs file by file, and there are two thousand.
  cpSync(source, dataDir, { recursive: true });
  return dataDir;
}

async function openPGlite(): Promise<Database> {
  const dataDir = await freshDataDir();
  const database = await openDatabase({ dataDir, log: quiet });
  const close = async () => {
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { ...database, close };
}

async function openPostgres(): Promise<Database> {
  const server = await startPostgres();
  const databaseUrl = await server.createDatabase();
  const database = await openDatabase({ databaseUrl, dataDir: tmpdir(), log: quiet });
  const close = async () => {
    await database.close();
    await server.close();
  };
  return { ...database, close };
}

/** An empty, migrated database of the caller's own; closing it removes it. */
export function openTestDatabase(kind: DatabaseKind): Promise<Database> {
  switch (kind) {
    case 'PGlite':
      return openPGlite();
    case 'PostgreSQL':
      return openPostgres();
  }
}
