import { randomUUID } from 'node:crypto';
import type { DocumentKey } from '../../../server/docs/names.ts';
import type { DocumentLog, Follower, StoredDocument } from '../../../server/docs/ports.ts';
import type { UserId } from '../../../server/protocol/ids.ts';

type Kept = {
  epoch: string;
  version: number;
  snapshot: Uint8Array | null;
  tail: { seq: number; update: Uint8Array }[];
  owners: Map<number, UserId>;
  edits: Map<UserId, number>;
  concluded: boolean;
};
type Shelf = {
  readonly documents: Map<DocumentKey, Kept>;
  readonly listeners: Map<DocumentKey, Set<{ readonly log: object; readonly follower: Follower }>>;
  seq: number;
};

export const newShelf = (): Shelf => ({ documents: new Map(), listeners: new Map(), seq: 0 });

/** A document log in memory. Several on one shelf are the logs of several nodes. */
export function memoryDocumentLog(shelf: Shelf = newShelf()): DocumentLog {
  const self = {};
  const of = (key: DocumentKey): Kept => {
    const known = shelf.documents.get(key);
    if (known) return known;
    const made: Kept = {
      epoch: randomUUID(),
      version: 0,
      snapshot: null,
      tail: [],
      owners: new Map(),
      edits: new Map(),
      concluded: false,
    };
    shelf.documents.set(key, made);
    return made;
  };

  return {
    shared: false,
    async load(key): Promise<StoredDocument> {
      const { epoch, version, snapshot, tail, owners } = of(key);
      const place = String(tail.at(-1)?.seq ?? 0);
      return { epoch, version, snapshot, tail: tail.map(({ update }) => update), place, owners: new Map(owners) };
    },
    async append(key, { update, owners, edits }) {
      const kept = of(key);
      shelf.seq += 1;
      const { seq } = shelf;
      kept.tail.push({ seq, update });
      for (const [client, userId] of owners) if (!kept.owners.has(client)) kept.owners.set(client, userId);
      for (const [userId, count] of edits) kept.edits.set(userId, (kept.edits.get(userId) ?? 0) + count);
      for (const { log, follower } of shelf.listeners.get(key) ?? []) if (log !== self) follower.updated(update);
    },
    follow(key, _, follower) {
      const listeners = shelf.listeners.get(key) ?? new Set();
      shelf.listeners.set(key, listeners);
      const listener = { log: self, follower };
      listeners.add(listener);
      return {
        catchUp: async () => {},
        signal(signal) {
          for (const other of listeners) if (other.log !== self) other.follower.signalled(signal);
        },
        stop: () => void listeners.delete(listener),
      };
    },
    async compact(key, { version, snapshot, place }) {
      const kept = of(key);
      if (kept.version !== version) return false;
      kept.version += 1;
      kept.snapshot = snapshot;
      kept.tail = kept.tail.filter(({ seq }) => seq > Number(place));
      return true;
    },
    edits: async (key) => new Map(of(key).edits),
    open: async () => [...shelf.documents].filter(([, { concluded }]) => !concluded).map(([key]) => key),
    async conclude(key) {
      of(key).concluded = true;
    },
    async close() {},
  };
}
