import type { DocumentLog } from '../../docs/ports.ts';
import { openDocumentFile } from './document-file.ts';
import { documentRows } from './document-rows.ts';
import { groupWriter } from './writer.ts';

/** What is asked of the log in its thread; updates of other nodes there are none. */
export type DocumentStore = Omit<DocumentLog, 'follow' | 'shared'>;

/** The documents in DATA_DIR/documents.sqlite. Reads see what is durable, never what is still queued. */
export function openDocumentStore({ dataDir, newId }: { dataDir: string; newId: () => string }): DocumentStore {
  const db = openDocumentFile(dataDir);
  const rows = documentRows(db);
  const { write, flush } = groupWriter(db);
  const read = async <Answer>(look: () => Answer): Promise<Answer> => {
    if (!db.isOpen) throw new Error('The document log is closed');
    return look();
  };

  return {
    async load(key) {
      if (!(await read(() => rows.exists(key)))) await write(() => rows.create(key, newId()));
      return read(() => rows.load(key));
    },
    append: (key, entry) => write(() => rows.append(key, entry)),
    compact: (key, compaction) => write(() => rows.compact(key, compaction)),
    edits: (key) => read(() => rows.edits(key)),
    open: () => read(() => rows.open()),
    conclude: (key) => write(() => rows.conclude(key)),
    async close() {
      if (!db.isOpen) return;
      flush();
      db.close();
    },
  };
}
