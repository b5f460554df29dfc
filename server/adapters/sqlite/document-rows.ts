import type { DatabaseSync } from 'node:sqlite';
import type { DocumentKey } from '../../docs/names.ts';
import type { Compaction, NewUpdate, StoredDocument } from '../../docs/ports.ts';
import type { UserId } from '../../protocol/ids.ts';

/** The statements of the document log. Whoever writes sees to the transaction. */
export function documentRows(db: DatabaseSync) {
  const insert = db.prepare('INSERT OR IGNORE INTO documents VALUES (?, ?, 0, 0)');
  const select = db.prepare('SELECT epoch, version FROM documents WHERE key = ?');
  const snapshot = db.prepare('SELECT body FROM document_snapshots WHERE key = ?');
  const tail = db.prepare('SELECT seq, body FROM document_updates WHERE key = ? ORDER BY seq');
  const owners = db.prepare('SELECT client, user_id FROM document_owners WHERE key = ?');
  const append = db.prepare('INSERT INTO document_updates (key, body) VALUES (?, ?)');
  const own = db.prepare('INSERT OR IGNORE INTO document_owners VALUES (?, ?, ?)');
  const count = db.prepare(
    `INSERT INTO document_edits VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET edits = edits + excluded.edits`,
  );
  const counts = db.prepare('SELECT user_id, edits FROM document_edits WHERE key = ?');
  const move = db.prepare('UPDATE documents SET version = version + 1 WHERE key = ? AND version = ?');
  const keep = db.prepare('INSERT OR REPLACE INTO document_snapshots VALUES (?, ?)');
  const drop = db.prepare('DELETE FROM document_updates WHERE key = ? AND seq <= ?');
  const open = db.prepare('SELECT key FROM documents WHERE concluded = 0');
  const conclude = db.prepare('UPDATE documents SET concluded = 1 WHERE key = ?');

  return {
    exists: (key: DocumentKey): boolean => select.get(key) !== undefined,
    create: (key: DocumentKey, epoch: string): void => void insert.run(key, epoch),
    load: (key: DocumentKey): StoredDocument => {
      const row = select.get(key);
      if (!row) throw new Error(`There is no document ${key}`);
      const rows = tail.all(key);
      return {
        epoch: String(row['epoch']),
        version: Number(row['version']),
        snapshot: (snapshot.get(key)?.['body'] as Uint8Array | undefined) ?? null,
        tail: rows.map((one) => one['body'] as Uint8Array),
        place: String(rows.at(-1)?.['seq'] ?? 0),
        owners: new Map(owners.all(key).map((one) => [one['client'] as number, one['user_id'] as UserId])),
      };
    },
    append: (key: DocumentKey, entry: NewUpdate): void => {
      append.run(key, entry.update);
      for (const [client, userId] of entry.owners) own.run(key, client, userId);
      for (const [userId, edits] of entry.edits) count.run(key, userId, edits);
    },
    compact: (key: DocumentKey, { version, snapshot: body, place }: Compaction): boolean => {
      if (move.run(key, version).changes === 0) return false;
      keep.run(key, body);
      drop.run(key, Number(place));
      return true;
    },
    edits: (key: DocumentKey) =>
      new Map(counts.all(key).map((one) => [one['user_id'] as UserId, one['edits'] as number])),
    open: () => open.all().map((one) => one['key'] as DocumentKey),
    conclude: (key: DocumentKey): void => void conclude.run(key),
  };
}
