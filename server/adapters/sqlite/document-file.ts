import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What brings the file from version n to n + 1, n being the place in this list. Only ever added to. */
const migrations: readonly string[] = [
  `
  CREATE TABLE documents (
    key TEXT PRIMARY KEY, epoch TEXT NOT NULL, version INTEGER NOT NULL, concluded INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX documents_open ON documents (key) WHERE concluded = 0;

  -- Apart from documents, which are looked at with every append.
  CREATE TABLE document_snapshots (key TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;

  CREATE TABLE document_updates (seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, body BLOB NOT NULL) STRICT;
  CREATE INDEX document_updates_key ON document_updates (key, seq);

  CREATE TABLE document_owners (
    key TEXT NOT NULL, client INTEGER NOT NULL, user_id TEXT NOT NULL, PRIMARY KEY (key, client)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE document_edits (
    key TEXT NOT NULL, user_id TEXT NOT NULL, edits INTEGER NOT NULL, PRIMARY KEY (key, user_id)
  ) STRICT, WITHOUT ROWID;
  `,
];

/**
 * Opens DATA_DIR/documents.sqlite, creating it, and brings its schema up to date. A file of its own: a large update of a
 * board must not stand in the way of a room's commit. The lock of the directory is that of rooms.sqlite.
 */
export function openDocumentFile(dataDir: string): DatabaseSync {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(join(dataDir, 'documents.sqlite'));
  try {
    // Before the first access, or else WAL would put its index into shared memory.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE');
    const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version > migrations.length) throw new Error('DATA_DIR was written by a newer version of Carrel');
    for (const migration of migrations.slice(version)) db.exec(migration);
    db.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
