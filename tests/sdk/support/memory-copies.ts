import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import type { DocumentName, LocalCopies } from '../../../client/sdk/docs/index.ts';

type Kept = { readonly epoch: string; readonly update: Uint8Array; readonly unsaved: boolean };

/** The copies of a device that is no browser. They outlive the client, as a browser's outlive the page. */
export function memoryCopies(): LocalCopies & { put(userId: string, name: DocumentName, kept: Kept): void } {
  const copies = new Map<string, Kept>();
  const asides = new Map<string, Uint8Array>();
  const keyOf = (userId: string, { sessionId, kind }: DocumentName) => `${userId} ${sessionId} ${kind}`;

  return {
    put: (userId, name, kept) => void copies.set(keyOf(userId, name), kept),
    epochOf: async (userId, name) => copies.get(keyOf(userId, name))?.epoch ?? null,
    async open(userId, name, epoch, doc) {
      const key = keyOf(userId, name);
      const found = copies.get(key);
      const mine = found?.epoch === epoch ? found : null;
      let unsaved = mine?.unsaved ?? false;
      if (mine) doc.transact(() => applyUpdate(doc, mine.update), this);
      const keep = () => void copies.set(key, { epoch, update: encodeStateAsUpdate(doc), unsaved });
      keep();
      doc.on('update', keep);
      return {
        unsaved,
        noteUnsaved(now) {
          unsaved = now;
          keep();
        },
        close: () => doc.off('update', keep),
        async delete() {
          doc.off('update', keep);
          copies.delete(key);
        },
      };
    },
    async aside(userId, name) {
      const update = asides.get(keyOf(userId, name));
      if (!update) return null;
      const doc = new Doc();
      applyUpdate(doc, update);
      return doc;
    },
    setAside: async (userId, name, doc) => void asides.set(keyOf(userId, name), encodeStateAsUpdate(doc)),
    discardAside: async (userId, name) => void asides.delete(keyOf(userId, name)),
  };
}
