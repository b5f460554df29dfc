import { setTimeout as delay } from 'node:timers/promises';
import type { SessionId, UserId } from '../protocol/ids.ts';
import type { Documents } from './documents.ts';
import type { History } from './history.ts';
import { documentKinds, keyOf, nameFrom, type DocumentKind } from './names.ts';
import { notesToMarkdown } from './notes/markdown.ts';
import { readNotes } from './notes/notes.ts';
import type { Conclusion, DocumentArchive, DocumentLog } from './ports.ts';
import { readElements } from './whiteboard/elements.ts';
import { renderSvg } from './whiteboard/svg.ts';

const againMs = 5_000;
/** What other nodes have on its way to the log when a session ends is there after this. */
const othersMs = 500;

export type EndingDeps = {
  readonly documents: Documents;
  readonly history: History;
  readonly log: DocumentLog;
  readonly archive: DocumentArchive;
  readonly now: () => number;
  readonly onError: (sessionId: SessionId, error: unknown) => void;
};

export type Ending = {
  /** The session is over: its documents are written down, however often this is said. */
  conclude(sessionId: SessionId): void;
  /** Sessions with documents that were not concluded: some may have ended while nobody was there to notice. */
  unconcluded(): Promise<readonly SessionId[]>;
  close(): Promise<void>;
};

/** Writes what the documents of a session came to, once, trying until it is done. */
export function createEnding({ documents, history, log, archive, now, onError }: EndingDeps): Ending {
  const waiting = new Map<SessionId, NodeJS.Timeout | null>();
  const underWay = new Set<Promise<void>>();
  let closed = false;

  const write = async (sessionId: SessionId): Promise<void> => {
    if (log.shared) await delay(othersMs);
    const open = new Set(await log.open());
    const names = documentKinds.map((kind) => ({ sessionId, kind })).filter((name) => open.has(keyOf(name)));
    if (names.length === 0) return;
    let conclusion: Conclusion = { sessionId, at: now(), notes: null, whiteboard: null, edits: new Map() };
    const edits = new Map<DocumentKind, ReadonlyMap<UserId, number>>();
    /* oxlint-disable no-await-in-loop -- two documents, and one database connection */
    for (const name of names) {
      const { document, release } = await documents.open(name);
      try {
        await document.settle();
        await document.catchUp();
        await history.capture(document, 'end', 'of the session');
        conclusion = { ...conclusion, ...resultOf(name.kind, document.doc) };
      } finally {
        release();
      }
      edits.set(name.kind, await log.edits(keyOf(name)));
    }
    await archive.conclude({ ...conclusion, edits });
    for (const name of names) await log.conclude(keyOf(name));
    /* oxlint-enable no-await-in-loop */
  };

  const conclude = (sessionId: SessionId): void => {
    if (closed || waiting.has(sessionId)) return;
    waiting.set(sessionId, null);
    const work = write(sessionId)
      .then(
        () => void waiting.delete(sessionId),
        (error: unknown) => {
          onError(sessionId, error);
          if (closed) return;
          const again = () => {
            waiting.delete(sessionId);
            conclude(sessionId);
          };
          waiting.set(sessionId, setTimeout(again, againMs));
        },
      )
      .finally(() => underWay.delete(work));
    underWay.add(work);
  };

  return {
    conclude,
    async unconcluded() {
      const names = (await log.open()).map((key) => nameFrom(key));
      return [...new Set(names.flatMap((name) => (name ? [name.sessionId] : [])))];
    },
    async close() {
      closed = true;
      for (const timer of waiting.values()) if (timer) clearTimeout(timer);
      await Promise.all(underWay);
    },
  };
}

function resultOf(kind: DocumentKind, doc: Parameters<typeof readNotes>[0]): Partial<Conclusion> {
  switch (kind) {
    case 'notes': {
      const notes = readNotes(doc);
      return { notes: { markdown: notesToMarkdown(notes), json: JSON.stringify(notes.toJSON()) } };
    }
    case 'whiteboard': {
      const elements = readElements(doc);
      return { whiteboard: { elements: JSON.stringify(elements), svg: renderSvg(elements) } };
    }
  }
}
