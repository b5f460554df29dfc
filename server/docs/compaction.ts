import { Worker } from 'node:worker_threads';
import type { Done, Work } from './compaction-worker.ts';
import type { DocumentKey } from './names.ts';
import type { DocumentLog, StoredDocument } from './ports.ts';

export type Merge = (stored: Pick<StoredDocument, 'snapshot' | 'tail'>) => Promise<Uint8Array>;

export type Merger = { readonly merge: Merge; close(): Promise<void> };

/** Merges in a worker thread, started when it is first needed: the event loop goes on meanwhile. */
export function startMerger(): Merger {
  const waiting = new Map<number, { resolve: (snapshot: Uint8Array) => void; reject: (error: Error) => void }>();
  let worker: Worker | null = null;
  let lastId = 0;

  const fail = (error: Error) => {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const start = (): Worker => {
    const started = new Worker(new URL('compaction-worker.ts', import.meta.url));
    started.on('message', (done: Done) => {
      const one = waiting.get(done.id);
      waiting.delete(done.id);
      if ('snapshot' in done) one?.resolve(done.snapshot);
      else one?.reject(new Error(`A document could not be merged: ${done.failure}`));
      if (waiting.size === 0) started.unref();
    });
    started.on('error', fail);
    started.on('exit', () => fail(new Error('The merging thread ended')));
    return started;
  };

  return {
    merge: ({ snapshot, tail }) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        worker ??= start();
        worker.ref();
        const work: Work = { id: lastId, snapshot, tail };
        worker.postMessage(work);
      }),
    async close() {
      await worker?.terminate();
    },
  };
}

/** After so many rows or bytes of updates the snapshot is made anew. */
const dueAfter = { rows: 500, bytes: 1_000_000 };

export type Compactor = {
  /** An update was appended. */
  note(key: DocumentKey, bytes: number): void;
  /** Merges now, if there is anything worth it. */
  run(key: DocumentKey): Promise<void>;
  /** The document is no longer in memory. */
  forget(key: DocumentKey): void;
  close(): Promise<void>;
};

/** Keeps what has to be read at the next load short. */
export function createCompactor(
  log: DocumentLog,
  merge: Merge,
  onError: (key: DocumentKey, error: unknown) => void,
): Compactor {
  const tails = new Map<DocumentKey, { rows: number; bytes: number }>();
  const running = new Map<DocumentKey, Promise<void>>();

  const compact = async (key: DocumentKey) => {
    const stored = await log.load(key);
    if (stored.tail.length === 0) return;
    const snapshot = await merge(stored);
    await log.compact(key, { version: stored.version, snapshot, place: stored.place });
  };

  const run = (key: DocumentKey): Promise<void> => {
    const now = running.get(key);
    if (now) return now;
    tails.delete(key);
    const started = compact(key)
      .catch((error: unknown) => onError(key, error))
      .finally(() => running.delete(key));
    running.set(key, started);
    return started;
  };

  return {
    run,
    note(key, bytes) {
      const tail = tails.get(key) ?? { rows: 0, bytes: 0 };
      tails.set(key, { rows: tail.rows + 1, bytes: tail.bytes + bytes });
      if (tail.rows + 1 >= dueAfter.rows || tail.bytes + bytes >= dueAfter.bytes) void run(key);
    },
    forget: (key) => void tails.delete(key),
    async close() {
      await Promise.all(running.values());
    },
  };
}
