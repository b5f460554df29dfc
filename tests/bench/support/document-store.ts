import { createSecretKey } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { jwtVerify, SignJWT } from 'jose';

/** What the measured peers get, so that they do what Carrel does: durable storage in SQLite, and signed tokens. */
export function openStore() {
  const db = new DatabaseSync(join(mkdtempSync(join(tmpdir(), 'bench-documents-')), 'documents.sqlite'));
  // As LevelDB does by default: written, not synced. With a sync for each update as in Carrel's log they would stand still.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  db.exec('CREATE TABLE updates (name TEXT, body BLOB); CREATE TABLE states (name TEXT PRIMARY KEY, body BLOB)');
  const append = db.prepare('INSERT INTO updates VALUES (?, ?)');
  const put = db.prepare('INSERT OR REPLACE INTO states VALUES (?, ?)');
  const get = db.prepare('SELECT body FROM states WHERE name = ?');
  return {
    append: (name: string, update: Uint8Array) => void append.run(name, update),
    put: (name: string, state: Uint8Array) => void put.run(name, state),
    get: (name: string) => (get.get(name)?.['body'] as Uint8Array | undefined) ?? null,
  };
}

const secret = createSecretKey(Buffer.from('a secret of the benchmark, nobody else has it'));

export const benchToken = (): Promise<string> =>
  new SignJWT({ name: 'Bench' }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1h').sign(secret);

/** Throws if the token does not hold. */
export async function checkToken(token: string): Promise<void> {
  await jwtVerify(token, secret, { algorithms: ['HS256'] });
}
