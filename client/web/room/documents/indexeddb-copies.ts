import { IndexeddbPersistence } from 'y-indexeddb';
import { Doc } from 'yjs';
import type { DocumentName, LocalCopies, LocalCopy } from '../../../sdk/docs/index.ts';
import { copiesOf, databasesFrom, deleteDatabase } from './copy-databases.ts';

const unsavedKey = 'unsaved';
const ofDocument = (userId: string, { sessionId, kind }: DocumentName): string =>
  `${copiesOf(userId)}${sessionId}:${kind}:`;
const asideSuffix = 'aside';

/** In the browser: one database for each person, document and epoch. */
export function indexedDbCopies(): LocalCopies {
  return {
    async epochOf(userId, name) {
      const prefix = ofDocument(userId, name);
      const names = await databasesFrom(prefix);
      return names.map((one) => one.slice(prefix.length)).find((epoch) => epoch !== asideSuffix) ?? null;
    },
    open: (userId, name, epoch, doc) => openCopy(`${ofDocument(userId, name)}${epoch}`, doc),
    async aside(userId, name) {
      const key = `${ofDocument(userId, name)}${asideSuffix}`;
      if (!(await databasesFrom(key)).includes(key)) return null;
      const doc = new Doc();
      (await openCopy(key, doc)).close();
      return doc;
    },
    async setAside(userId, name, doc) {
      (await openCopy(`${ofDocument(userId, name)}${asideSuffix}`, doc)).close();
    },
    discardAside: (userId, name) => deleteDatabase(`${ofDocument(userId, name)}${asideSuffix}`),
  };
}

async function openCopy(key: string, doc: Doc): Promise<LocalCopy> {
  const persistence = new IndexeddbPersistence(key, doc);
  // Fails when the database does not open; the promise of its being synced would never settle.
  const noted: unknown = await persistence.get(unsavedKey);
  await persistence.whenSynced;
  let unsaved = noted === 1;
  return {
    unsaved,
    noteUnsaved(now) {
      if (now === unsaved) return;
      unsaved = now;
      void persistence.set(unsavedKey, now ? 1 : 0);
    },
    close: () => void persistence.destroy(),
    async delete() {
      await persistence.destroy();
      await deleteDatabase(key);
    },
  };
}
