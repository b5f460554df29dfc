import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrations } from './schema.ts';

/** Another process works on this DATA_DIR. */
export class DataDirInUseError extends Error {
  override readonly name = 'DataDirInUseError';

  constructor(dataDir: string, cause: unknown) {
    super(`Another Carrel uses this DATA_DIR: ${resolve(dataDir)}`, { cause });
  }
}

/**
 * Opens DATA_DIR/rooms.sqlite, creating both, and brings its schema up to date. The file stays locked for every other
 * process until it is closed or this process is gone, however it went: the operating system holds the lock. So this is
 * also the lock of the directory. Throws DataDirInUseError if another process has it.
 */
export function openFile(dataDir: string): DatabaseSync {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(join(dataDir, 'rooms.sqlite'));
  try {
    // Before the first access, or else WAL would put its index into shared memory. The transaction takes the lock now.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE');
    migrate(db);
    db.exec('COMMIT');
    return db;
  } catch (error) {
    db.close();
    throw isBusy(error) ? new DataDirInUseError(dataDir, error) : error;
  }
}

function migrate(db: DatabaseSync): void {
  const row = db.prepare('PRAGMA user_version').get();
  const version = Number(row?.['user_version']);
  if (version > migrations.length) throw new Error('DATA_DIR was written by a newer version of Carrel');
  for (const migration of migrations.slice(version)) db.exec(migration);
  db.exec(`PRAGMA user_version = ${migrations.length}`);
}

const SQLITE_BUSY = 5;
/** The extended codes of SQLite carry the plain one in their lowest byte. */
const isBusy = (error: unknown) =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY;
