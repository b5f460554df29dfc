import type { DocumentLog } from '../../docs/ports.ts';
import { openDocumentFile } from './document-file.ts';
import { documentRows } from './document-rows.ts';
import { groupWriter } from './writer.ts';

/**
 * The documents of a single node, in DATA_DIR/documents.sqlite. Open the room store first: it holds the lock of the
 * directory. Reads see what is durable, never what is still queued.
 */
export function openDocumentLog({ dataDir, newId }: { dataDir: string; newId: () => string }): DocumentLog {
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
    // Nobody else writes here.
    follow: () => () => {},
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
