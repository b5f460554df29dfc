import type { DatabaseSync } from 'node:sqlite';
import { applyCommit } from '../../domain/apply.ts';
import type { Room, StoredCommit } from '../../domain/room.ts';
import type { Cursor } from '../../protocol/events.ts';
import type { SessionId } from '../../protocol/ids.ts';
import type { StoredRoom } from '../../rooms/ports.ts';
import { parse, UnreadableRoomError } from './readable.ts';

type Head = Cursor & { readonly trimmedRev: number; readonly snapshotRev: number };

/** The log of each room: its rows, and what they say. Whoever writes sees to the transaction. */
export function roomLog(db: DatabaseSync) {
  // Where no commit is left, all have been trimmed, and a snapshot covers all.
  const select = db.prepare(`SELECT epoch, trimmed_rev AS trimmedRev, snapshot_rev AS snapshotRev,
    coalesce((SELECT max(rev) FROM commits WHERE session_id = ?1), snapshot_rev) AS rev
    FROM rooms WHERE session_id = ?1`);
  const snapshot = db.prepare('SELECT room FROM snapshots WHERE session_id = ?');
  const tail = db.prepare('SELECT body FROM commits WHERE session_id = ? AND rev > ? ORDER BY rev LIMIT ?');
  const page = db.prepare('SELECT session_id FROM rooms WHERE session_id > ? ORDER BY session_id LIMIT ?');
  const insertRoom = db.prepare('INSERT INTO rooms VALUES (?, ?, ?, ?, NULL)');
  const insertCommit = db.prepare('INSERT INTO commits VALUES (?, ?, ?)');
  const keepSnapshot = db.prepare('INSERT OR REPLACE INTO snapshots VALUES (?, ?)');
  const moveSnapshot = db.prepare('UPDATE rooms SET snapshot_rev = ? WHERE session_id = ?');
  const dropCommits = db.prepare('DELETE FROM commits WHERE session_id = ? AND rev <= ?');
  const moveStart = db.prepare('UPDATE rooms SET trimmed_rev = ? WHERE session_id = ?');
  const tables = ['rooms', 'snapshots', 'commits'];
  const drop = tables.map((table) => db.prepare(`DELETE FROM ${table} WHERE session_id = ?`));

  const head = (sessionId: SessionId) => select.get(sessionId) as Head | undefined;
  const commitsAfter = (sessionId: SessionId, rev: number, limit = -1): StoredCommit[] =>
    tail.all(sessionId, rev, limit).map((row) => parse(sessionId, 'a commit', row['body']) as StoredCommit);

  return {
    head,
    commitsAfter,
    /** The snapshot with the commits after it folded in. */
    fold: (sessionId: SessionId): StoredRoom | null => {
      const at = head(sessionId);
      if (at === undefined) return null;
      const commits = commitsAfter(sessionId, at.snapshotRev);
      if (at.snapshotRev + commits.length !== at.rev) throw new UnreadableRoomError(sessionId, 'its log has a gap');
      const base = parse(sessionId, 'its snapshot', snapshot.get(sessionId)?.['room']) as Room;
      return { epoch: at.epoch, rev: at.rev, room: commits.reduce(applyCommit, base) };
    },
    rooms: (after: string, limit: number) => page.all(after, limit).map((row) => row['session_id'] as SessionId),
    enter: (sessionId: SessionId, { epoch, rev }: Cursor, room: string): void => {
      insertRoom.run(sessionId, epoch, rev, rev);
      keepSnapshot.run(sessionId, room);
    },
    append: (sessionId: SessionId, after: number, bodies: readonly string[]): void => {
      for (const [index, body] of bodies.entries()) insertCommit.run(sessionId, after + 1 + index, body);
    },
    saveSnapshot: (sessionId: SessionId, { epoch, rev }: Cursor, room: string): void => {
      const at = head(sessionId);
      // An older snapshot than the one there is may lack what has been trimmed since.
      if (at?.epoch !== epoch || rev > at.rev || rev <= at.snapshotRev) return;
      keepSnapshot.run(sessionId, room);
      moveSnapshot.run(rev, sessionId);
    },
    trim: (sessionId: SessionId, upTo: Cursor): void => {
      const at = head(sessionId);
      if (at?.epoch !== upTo.epoch) return;
      const rev = Math.min(upTo.rev, at.snapshotRev);
      if (rev <= at.trimmedRev) return;
      dropCommits.run(sessionId, rev);
      moveStart.run(rev, sessionId);
    },
    drop: (sessionId: SessionId): void => {
      for (const statement of drop) statement.run(sessionId);
    },
  };
}

/** Whether the log holds everything after the cursor. */
export const reaches = (head: Head, { epoch, rev }: Cursor): boolean =>
  epoch === head.epoch && rev >= head.trimmedRev && rev <= head.rev;
