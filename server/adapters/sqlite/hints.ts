import type { DatabaseSync } from 'node:sqlite';
import type { NodeName } from '../../domain/room.ts';
import type { SessionId } from '../../protocol/ids.ts';

/** When to look at which room. */
export function dueIndex(db: DatabaseSync) {
  // The same time once more writes nothing, and then the transaction needs no fsync.
  const set = db.prepare('UPDATE rooms SET due_at = ?1 WHERE session_id = ?2 AND due_at IS NOT ?1');
  const ripe = db.prepare('SELECT session_id FROM rooms WHERE due_at <= ? ORDER BY due_at LIMIT ?');
  return {
    set: (sessionId: SessionId, at: number | null): void => void set.run(at, sessionId),
    ripe: (now: number, limit: number) => ripe.all(now, limit).map((row) => row['session_id'] as SessionId),
  };
}

/** Which nodes live. Kept in the file: the last sign of life of the process before this one ends its connections. */
export function heartbeats(db: DatabaseSync) {
  const beat = db.prepare('INSERT OR REPLACE INTO nodes VALUES (?, ?)');
  const all = db.prepare('SELECT node, seen_at FROM nodes');
  const forget = db.prepare('DELETE FROM nodes WHERE node = ?');
  return {
    beat: (node: NodeName, at: number): void => void beat.run(node, at),
    all: () => new Map(all.all().map((row) => [row['node'] as NodeName, row['seen_at'] as number])),
    forget: (node: NodeName): void => void forget.run(node),
  };
}
