import { Doc } from 'yjs';
import type { SessionId, UserId } from '../protocol/ids.ts';
import type { LiveDocument } from './document.ts';
import type { Documents } from './documents.ts';
import { encodeSnapshot, restore } from './encoding.ts';
import { keyOf, type DocumentKey, type DocumentName } from './names.ts';
import type { DocumentArchive, Version, VersionCause } from './ports.ts';
import { stableId } from './stable-id.ts';

/** While people work a version is kept this long after the first change since the last. */
const everyMs = 60_000;

export type HistoryDeps = {
  readonly documents: Documents;
  readonly archive: DocumentArchive;
  readonly now: () => number;
  readonly newId: () => string;
  readonly onError: (key: DocumentKey, error: unknown) => void;
};

export type History = {
  /** Keeps the document as it is now, unless the last version is the same. `once`: what all nodes do, and is done once. */
  capture(document: LiveDocument, cause: VersionCause, once?: string): Promise<void>;
  /** A phase of the timer ended: a version of each document that people worked on here. `phase`: which one it was. */
  phaseEnded(sessionId: SessionId, phase: string): void;
  list(name: DocumentName): Promise<readonly Version[]>;
  /** The document as it was; null if there is no such version. The caller destroys it. */
  read(name: DocumentName, id: string): Promise<Doc | null>;
  close(): Promise<void>;
};

type Changed = { readonly name: DocumentName; readonly editors: Set<UserId>; readonly timer: NodeJS.Timeout };

export function startHistory(deps: HistoryDeps): History {
  const { documents, archive } = deps;
  const changed = new Map<DocumentKey, Changed>();
  const underWay = new Set<Promise<void>>();

  const wait = (name: DocumentName, editors: Iterable<UserId>, ms: number) => {
    const key = keyOf(name);
    const since = changed.get(key) ?? { name, editors: new Set<UserId>(), timer: setTimeout(() => due(name), ms) };
    for (const editor of editors) since.editors.add(editor);
    changed.set(key, since);
  };
  const removeListener = documents.onStored(({ name }, { editors }) => wait(name, editors, everyMs));

  /** Nothing is forgotten when it fails: who edited is noted for the next try. */
  const capture = async (document: LiveDocument, cause: VersionCause, once?: string): Promise<void> => {
    const { key, name } = document;
    const since = changed.get(key);
    clearTimeout(since?.timer);
    changed.delete(key);
    const editors = since?.editors ?? new Set<UserId>();
    try {
      const snapshot = await encodeSnapshot(document.doc);
      if (!since && cause === 'edit' && (await isLast(name, snapshot))) return;
      const id = once === undefined ? deps.newId() : stableId(key, cause, once);
      await archive.keep(name, { id, createdAt: deps.now(), cause, editorIds: [...editors], snapshot });
    } catch (error) {
      wait(name, editors, everyMs);
      throw error;
    }
  };

  const isLast = async (name: DocumentName, snapshot: Uint8Array): Promise<boolean> => {
    const newest = await archive.newest(name);
    const last = newest && (await archive.version(name, newest.id));
    return last !== null && Buffer.compare(last.snapshot, snapshot) === 0;
  };

  /** Of a document that has changed since, which by now another turn may have seen to. */
  const captureNamed = async (name: DocumentName, cause: VersionCause, once?: string): Promise<void> => {
    const lease = await documents.open(name);
    try {
      if (changed.has(keyOf(name))) await capture(lease.document, cause, once);
    } finally {
      lease.release();
    }
  };

  const start = (name: DocumentName, capturing: () => Promise<void>): void => {
    const work = capturing()
      .catch((error: unknown) => deps.onError(keyOf(name), error))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  };

  /** Another node may have kept one meanwhile. */
  const due = (name: DocumentName) =>
    start(name, async () => {
      const newest = await archive.newest(name);
      const left = newest ? newest.createdAt + everyMs - deps.now() : 0;
      if (left <= 0) return captureNamed(name, 'edit');
      const since = changed.get(keyOf(name));
      if (since) changed.set(keyOf(name), { ...since, timer: setTimeout(() => due(name), left) });
    });

  return {
    capture,
    phaseEnded(sessionId, phase) {
      for (const { name } of changed.values()) {
        if (name.sessionId === sessionId) start(name, () => captureNamed(name, 'phase', phase));
      }
    },
    list: (name) => archive.versions(name),
    async read(name, id) {
      const version = await archive.version(name, id);
      if (!version) return null;
      const doc = new Doc();
      await restore(doc, version.snapshot, []);
      return doc;
    },
    async close() {
      removeListener();
      for (const { name, timer } of changed.values()) {
        clearTimeout(timer);
        start(name, () => captureNamed(name, 'edit'));
      }
      await Promise.all(underWay);
    },
  };
}
