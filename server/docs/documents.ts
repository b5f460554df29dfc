import { Doc } from 'yjs';
import type { Compactor } from './compaction.ts';
import { LiveDocument, type DocumentDeps } from './document.ts';
import { restore } from './encoding.ts';
import { keyOf, type DocumentKey, type DocumentName } from './names.ts';
import type { DocumentLog } from './ports.ts';
import type { Pending } from './storing.ts';

/** A document that stays in memory until it is released. */
export type Lease = { readonly document: LiveDocument; readonly release: () => void };

export type DocumentsDeps = {
  readonly log: DocumentLog;
  readonly compactor: Compactor;
  readonly now: () => number;
  /** How long a document that nobody uses stays in memory: who reloads a page comes back to it. */
  readonly lingerMs: number;
  readonly onError: (key: DocumentKey, error: unknown) => void;
};

export type StoredListener = (document: LiveDocument, stored: Pending) => void;

/** The documents in memory. */
export type Documents = {
  /** The document, loaded if need be; loads coalesce. Throws if it cannot be read. */
  open(name: DocumentName): Promise<Lease>;
  peek(key: DocumentKey): LiveDocument | undefined;
  readonly inMemory: Iterable<LiveDocument>;
  /** Listeners hear of each document that has been changed and stored. Returns the remover. */
  onStored(listener: StoredListener): () => void;
  /** Stores what has arrived, and lets go of everything. */
  close(): Promise<void>;
};

type Entry = { uses: number; loading: Promise<LiveDocument>; live: LiveDocument | null; timer: NodeJS.Timeout | null };

/**
 * A document that leaves memory with a tail as long as this is merged. Where the log may be emptied, whatever is new is:
 * then what nobody has in memory is in the database.
 */
const worthMerging = (log: DocumentLog) => (log.shared ? 1 : 50);
/** How long leaving waits for that. Other nodes have what was not merged, or Redis. */
const mergeWithinMs = 1_000;
const mostTail = 2_000;

export function createDocuments(deps: DocumentsDeps): Documents {
  const { log, compactor } = deps;
  const entries = new Map<DocumentKey, Entry>();
  const listeners = new Set<StoredListener>();
  let closed = false;

  const live: DocumentDeps = {
    log,
    now: deps.now,
    onStored: (document, stored) => {
      compactor.note(document.key, stored.update.length);
      for (const listener of listeners) listener(document, stored);
    },
    onFailure: deps.onError,
    onBroken: (document, error) => {
      deps.onError(document.key, error);
      drop(document);
      for (const peer of document.peers) peer.close('restarting');
    },
  };

  /** A tail that grew long because nothing could be merged is merged now, and not here, where it would hold up everybody. */
  const shortened = async (key: DocumentKey) => {
    const stored = await log.load(key);
    if (stored.tail.length <= mostTail) return stored;
    await compactor.run(key);
    return log.load(key);
  };

  const load = async (name: DocumentName): Promise<LiveDocument> => {
    const stored = await shortened(keyOf(name));
    const doc = new Doc();
    await restore(doc, stored.snapshot, stored.tail);
    return new LiveDocument(name, doc, stored, live);
  };

  const drop = (document: LiveDocument) => {
    const entry = entries.get(document.key);
    if (entry?.live !== document) return;
    if (entry.timer) clearTimeout(entry.timer);
    entries.delete(document.key);
    compactor.forget(document.key);
    document.close();
  };

  /** Leaves memory when nobody has come back and everything is stored. Who comes while it is being stored gets this one. */
  const unload = async (key: DocumentKey, entry: Entry) => {
    entry.timer = null;
    const document = entry.live;
    if (!document || entry.uses > 0) return;
    await document.settle();
    if (entry.uses > 0 || entry.timer || entries.get(key) !== entry) return;
    drop(document);
    await merge(key);
  };

  const merge = async (key: DocumentKey) => {
    if ((await log.load(key)).tail.length >= worthMerging(log)) await compactor.run(key);
  };

  const mergeAll = async (keys: readonly DocumentKey[]) => {
    const until = deps.now() + mergeWithinMs;
    for (const key of keys) {
      if (deps.now() > until) return;
      // oxlint-disable-next-line no-await-in-loop -- one thread merges them
      await merge(key).catch((error: unknown) => deps.onError(key, error));
    }
  };

  const release = (key: DocumentKey, entry: Entry) => {
    entry.uses -= 1;
    if (entry.uses > 0 || closed || entries.get(key) !== entry) return;
    entry.timer ??= setTimeout(() => {
      unload(key, entry).catch((error: unknown) => deps.onError(key, error));
    }, deps.lingerMs);
  };

  const enter = (name: DocumentName): Entry => {
    const key = keyOf(name);
    const entry: Entry = { uses: 0, loading: load(name), live: null, timer: null };
    entries.set(key, entry);
    entry.loading.then(
      (document) => {
        entry.live = document;
      },
      () => {
        if (entries.get(key) === entry) entries.delete(key);
      },
    );
    return entry;
  };

  return {
    async open(name) {
      if (closed) throw new Error('The documents are closed');
      const key = keyOf(name);
      const entry = entries.get(key) ?? enter(name);
      if (entry.timer) clearTimeout(entry.timer);
      entry.timer = null;
      entry.uses += 1;
      let released = false;
      const lease = () => {
        if (!released) release(key, entry);
        released = true;
      };
      const document = await entry.loading;
      return { document, release: lease };
    },
    peek: (key) => entries.get(key)?.live ?? undefined,
    get inMemory() {
      return [...entries.values()].flatMap(({ live: document }) => (document ? [document] : []));
    },
    onStored(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      const documents = await Promise.all([...entries.values()].map(({ loading }) => loading.catch(() => null)));
      const loaded = documents.filter((document) => document !== null);
      await Promise.all(loaded.map((document) => document.settle()));
      for (const document of loaded) drop(document);
      if (log.shared) await mergeAll(loaded.map(({ key }) => key));
      await compactor.close();
    },
  };
}
