import type { DatabaseSync } from 'node:sqlite';
import type { Cursor } from '../../protocol/events.ts';
import type { CommandId, SessionId, UserId } from '../../protocol/ids.ts';
import type { CommandAnswer } from '../../protocol/socket.ts';
import { parse } from './readable.ts';

const rememberedMs = 24 * 60 * 60_000;
/** After so many new rows up to twice as many that have expired go: a backlog shrinks, and no step takes long. */
const sweepEvery = 64;

/** What outlives a room's log for 24 hours by the store's clock: accepted commands, and where it was released. */
export function remembered(db: DatabaseSync, now: () => number) {
  const find = db.prepare(
    'SELECT answer FROM remembered WHERE session_id = ? AND actor_id = ? AND command_id = ? AND expires_at > ?',
  );
  const insert = db.prepare('INSERT OR REPLACE INTO remembered VALUES (?, ?, ?, ?, ?)');
  const findRelease = db.prepare('SELECT epoch, rev FROM released WHERE session_id = ? AND expires_at > ?');
  const insertRelease = db.prepare('INSERT OR REPLACE INTO released VALUES (?, ?, ?, ?)');
  const sweeps = [sweepOf(db, 'remembered', 'session_id, actor_id, command_id'), sweepOf(db, 'released', 'session_id')];
  let sinceSweep = 0;

  function sweep(): void {
    sinceSweep += 1;
    if (sinceSweep < sweepEvery) return;
    sinceSweep = 0;
    for (const statement of sweeps) statement.run(now(), 2 * sweepEvery);
  }

  return {
    answer: (sessionId: SessionId, actorId: UserId, commandId: CommandId): CommandAnswer | null => {
      const row = find.get(sessionId, actorId, commandId, now());
      if (row === undefined) return null;
      return parse(sessionId, `the answer to command ${commandId}`, row['answer']) as CommandAnswer;
    },
    /** To be called in a transaction, as all that writes. */
    keepAnswer: (sessionId: SessionId, actorId: UserId, commandId: CommandId, answer: string): void => {
      insert.run(sessionId, actorId, commandId, answer, now() + rememberedMs);
      sweep();
    },
    release: (sessionId: SessionId): Cursor | undefined => findRelease.get(sessionId, now()) as Cursor | undefined,
    keepRelease: (sessionId: SessionId, { epoch, rev }: Cursor): void => {
      insertRelease.run(sessionId, epoch, rev, now() + rememberedMs);
      sweep();
    },
  };
}

const sweepOf = (db: DatabaseSync, table: string, key: string) =>
  db.prepare(
    `DELETE FROM ${table} WHERE (${key}) IN
      (SELECT ${key} FROM ${table} WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)`,
  );
