import { Doc } from 'yjs';
import type { SessionId, UserId } from '../protocol/ids.ts';
import type { LiveDocument } from './document.ts';
import type { Documents } from './documents.ts';
import { encodeSnapshot, restore } from './encoding.ts';
import { keyOf, type DocumentKey, type DocumentName } from './names.ts';
import type { DocumentArchive, Version, VersionCause } from './ports.ts';

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
  /**
   * Keeps the document as it is now. At the end, and when somebody has gone back, in any case; else if it has changed
   * since the last version.
   */
  capture(document: LiveDocument, cause: VersionCause): Promise<void>;
  /** A phase of the timer ended: a version of each document that people worked on. */
  phaseEnded(sessionId: SessionId): void;
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

  const removeListener = documents.onStored(({ key, name }, { editors }) => {
    const since = changed.get(key) ?? { name, editors: new Set<UserId>(), timer: setTimeout(() => due(name), everyMs) };
    for (const editor of editors) since.editors.add(editor);
    changed.set(key, since);
  });

  /** Nothing is forgotten when it fails: who edited is noted for the next try. */
  const capture = async (document: LiveDocument, cause: VersionCause): Promise<void> => {
    const { key, name } = document;
    const since = changed.get(key);
    if (!since && cause !== 'end' && cause !== 'restore') return;
    clearTimeout(since?.timer);
    changed.delete(key);
    const editors = since?.editors ?? new Set<UserId>();
    try {
      const version = { id: deps.newId(), createdAt: deps.now(), cause, editorIds: [...editors] };
      await archive.keep(name, { ...version, snapshot: await encodeSnapshot(document.doc) });
    } catch (error) {
      const later = changed.get(key);
      if (later) for (const editor of editors) later.editors.add(editor);
      else changed.set(key, { name, editors, timer: setTimeout(() => due(name), everyMs) });
      throw error;
    }
  };

  const captureNamed = async (name: DocumentName, cause: VersionCause): Promise<void> => {
    const lease = await documents.open(name);
    try {
      await capture(lease.document, cause);
    } finally {
      lease.release();
    }
  };

  const start = (name: DocumentName, cause: VersionCause): void => {
    const work = captureNamed(name, cause)
      .catch((error: unknown) => deps.onError(keyOf(name), error))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  };
  const due = (name: DocumentName) => start(name, 'edit');

  return {
    capture,
    phaseEnded(sessionId) {
      for (const { name } of changed.values()) if (name.sessionId === sessionId) start(name, 'phase');
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
        start(name, 'edit');
      }
      await Promise.all(underWay);
    },
  };
}
