import { createCompactor, startMerger } from './compaction.ts';
import { createDocuments, type Documents } from './documents.ts';
import type { DocumentKey } from './names.ts';
import type { DocumentLog } from './ports.ts';

/** How long a document that nobody uses stays in memory: who reloads a page comes back to it. */
const lingerMs = 10_000;

export type DocumentsOptions = {
  readonly log: DocumentLog;
  readonly now: () => number;
  readonly onError: (key: DocumentKey, error: unknown) => void;
};

/** The documents of this node, with all that works behind them. */
export function startDocuments({ log, now, onError }: DocumentsOptions): {
  documents: Documents;
  close(): Promise<void>;
} {
  const merger = startMerger();
  const compactor = createCompactor(log, merger.merge, onError);
  const documents = createDocuments({ log, compactor, now, lingerMs, onError });
  return {
    documents,
    async close() {
      await documents.close();
      await merger.close();
    },
  };
}
