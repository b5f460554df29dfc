import type { Conclusion, DocumentArchive, KeptVersion } from '../../../server/docs/ports.ts';
import { keyOf } from '../../../server/docs/names.ts';

/** What the database keeps of documents, in memory. */
export function memoryDocumentArchive() {
  const kept = new Map<string, KeptVersion[]>();
  const concluded: Conclusion[] = [];
  const newestFirst = (key: string) => (kept.get(key) ?? []).toSorted((a, b) => b.createdAt - a.createdAt);
  const archive: DocumentArchive = {
    async keep(name, version) {
      const versions = kept.get(keyOf(name)) ?? [];
      const same = versions.findIndex(({ id }) => id === version.id);
      if (same < 0) kept.set(keyOf(name), [...versions, version]);
      else {
        const editorIds = [...new Set([...versions[same]!.editorIds, ...version.editorIds])];
        kept.set(keyOf(name), versions.with(same, { ...versions[same]!, editorIds }));
      }
    },
    newest: async (name) => newestFirst(keyOf(name))[0] ?? null,
    versions: async (name) => newestFirst(keyOf(name)),
    version: async (name, id) => newestFirst(keyOf(name)).find((one) => one.id === id) ?? null,
    conclude: async (conclusion) => void concluded.push(conclusion),
  };
  return { archive, concluded };
}
