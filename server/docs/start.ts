import type { SessionId } from '../protocol/ids.ts';
import { createCompactor, startMerger } from './compaction.ts';
import { createDocuments, type Documents } from './documents.ts';
import { createEnding, type Ending } from './ending.ts';
import { startHistory, type History } from './history.ts';
import type { DocumentArchive, DocumentLog } from './ports.ts';

/** How long a document that nobody uses stays in memory: who reloads a page comes back to it. */
const lingerMs = 10_000;

export type DocumentsOptions = {
  readonly log: DocumentLog;
  readonly archive: DocumentArchive;
  readonly now: () => number;
  readonly newId: () => string;
  /** `about`: the key of a document, or the id of a session. */
  readonly onError: (about: string, error: unknown) => void;
};

export type DocumentWorks = {
  readonly documents: Documents;
  readonly history: History;
  readonly ending: Ending;
  close(): Promise<void>;
};

/** The documents of this node, with all that works behind them. */
export function startDocuments({ log, archive, now, newId, onError }: DocumentsOptions): DocumentWorks {
  const merger = startMerger();
  const compactor = createCompactor(log, merger.merge, onError);
  const documents = createDocuments({ log, compactor, now, lingerMs, onError });
  const history = startHistory({ documents, archive, now, newId, onError });
  const onEndingError = (sessionId: SessionId, error: unknown) => onError(sessionId, error);
  const ending = createEnding({ documents, history, log, archive, now, onError: onEndingError });
  return {
    documents,
    history,
    ending,
    async close() {
      await ending.close();
      await history.close();
      await documents.close();
      await merger.close();
    },
  };
}
