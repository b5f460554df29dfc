/** What brings the file from version n to n + 1, n being the place in this list. Only ever added to. */
export const migrations: readonly string[] = [
  `
  -- The log of a room goes on after trimmed_rev. Where it ends is not kept here: its last commit says so.
  CREATE TABLE rooms (
    session_id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, trimmed_rev INTEGER NOT NULL, snapshot_rev INTEGER NOT NULL,
    due_at REAL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX rooms_due ON rooms (due_at) WHERE due_at IS NOT NULL;

  -- Apart from rooms, which are looked at with every commit.
  CREATE TABLE snapshots (session_id TEXT PRIMARY KEY, room TEXT NOT NULL) STRICT;

  CREATE TABLE commits (
    session_id TEXT NOT NULL, rev INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (session_id, rev)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE remembered (
    session_id TEXT NOT NULL, actor_id TEXT NOT NULL, command_id TEXT NOT NULL,
    answer TEXT NOT NULL, expires_at REAL NOT NULL, PRIMARY KEY (session_id, actor_id, command_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX remembered_expiry ON remembered (expires_at);

  -- Where rooms stood when they were released, so that nobody puts an older copy back.
  CREATE TABLE released (
    session_id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, rev INTEGER NOT NULL, expires_at REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX released_expiry ON released (expires_at);

  CREATE TABLE nodes (node TEXT PRIMARY KEY, seen_at REAL NOT NULL) STRICT, WITHOUT ROWID;
  `,
];
