import type { DatabaseSync } from 'node:sqlite';

type Write = { run(): () => void; reject(error: unknown): void };

/** One room's data made its step impossible, before it wrote anything; the steps of other rooms are not concerned. */
export abstract class StepError extends Error {}

export type Writer = {
  /** Runs the step in a transaction; answers what it returned once that is durable. A step reads first, then writes. */
  readonly write: <Answer>(step: () => Answer) => Promise<Answer>;
  /** Runs what is queued, at once. */
  readonly flush: () => void;
};

/**
 * Group commit: steps asked for in one turn of the event loop share a transaction, and so one fsync. `setImmediate` is
 * the end of the turn, when every message that arrived in it has been handled; a microtask would come after each single
 * message. Measured with 50 rooms on 50 sockets: 103 CPU-µs a command against 212. An error of SQLite fails all of them:
 * their outcome is unknown.
 */
export function groupWriter(db: DatabaseSync): Writer {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  let queue: Write[] = [];

  function flush(): void {
    if (queue.length === 0) return;
    const writes = queue;
    queue = [];
    try {
      begin.run();
      const answers = writes.map((write) => write.run());
      commit.run();
      for (const answer of answers) answer();
    } catch (error) {
      for (const write of writes) write.reject(error);
      if (db.isTransaction) db.exec('ROLLBACK');
    }
  }

  return {
    write: <Answer>(step: () => Answer) =>
      new Promise<Answer>((resolve, reject) => {
        if (!db.isOpen) throw new Error('The store is closed');
        if (queue.length === 0) setImmediate(flush);
        queue.push({ run: () => attempt(step, resolve, reject), reject });
      }),
    flush,
  };
}

/** Runs the step now; what it returns tells the caller, which must wait until the transaction is durable. */
function attempt<Answer>(step: () => Answer, resolve: (answer: Answer) => void, reject: (error: unknown) => void) {
  try {
    const answer = step();
    return () => resolve(answer);
  } catch (error) {
    if (error instanceof StepError) return () => reject(error);
    throw error;
  }
}
