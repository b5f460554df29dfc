import type { DocumentName } from '../../docs/names.ts';
import type { Conclusion, DocumentArchive, Version, VersionCause } from '../../docs/ports.ts';
import type { UserId } from '../../protocol/ids.ts';
import { kinds } from './document-kinds.ts';
import type { DocumentKind, PrismaClient, VersionCause as Cause } from './generated/client.ts';
import { patience, storable, type Transaction } from './room-recordset.ts';

/** Versions a document keeps: a long evening's, one a minute. */
const mostVersions = 300;

const causes = { edit: 'EDIT', phase: 'PHASE', end: 'END', restore: 'RESTORE' } as const satisfies Record<
  VersionCause,
  Cause
>;
const of = ({ sessionId, kind }: DocumentName) => ({ sessionId, kind: kinds[kind] });
const newestFirst: { createdAt: 'desc' } = { createdAt: 'desc' };
/** Lists need no contents. */
const omit = { snapshot: true } as const;
type Row = { readonly id: string; readonly createdAt: Date; readonly cause: Cause; readonly editorIds: string[] };
const shown = ({ id, createdAt, cause, editorIds }: Row): Version => ({
  id,
  createdAt: createdAt.getTime(),
  cause: cause.toLowerCase() as VersionCause,
  editorIds: editorIds as UserId[],
});

export function createDocumentArchive(prisma: PrismaClient): DocumentArchive {
  return {
    async keep(name, { id, createdAt, cause, editorIds, snapshot }) {
      const data = { ...of(name), id, createdAt: new Date(createdAt), cause: causes[cause], editorIds: [...editorIds] };
      const row = { ...data, snapshot: Uint8Array.from(snapshot) };
      const { count } = await prisma.documentVersion.createMany({ data: row, skipDuplicates: true });
      if (count === 0) return addEditors(prisma, id, editorIds);
      const old = await prisma.documentVersion.findMany({
        where: of(name),
        orderBy: newestFirst,
        skip: mostVersions,
        select: { id: true },
      });
      if (old.length > 0) await prisma.documentVersion.deleteMany({ where: { id: { in: old.map((one) => one.id) } } });
    },
    async newest(name) {
      const row = await prisma.documentVersion.findFirst({ where: of(name), orderBy: newestFirst, omit });
      return row && shown(row);
    },
    async versions(name) {
      const rows = await prisma.documentVersion.findMany({ where: of(name), orderBy: newestFirst, omit });
      return rows.map(shown);
    },
    async version(name, id) {
      const row = await prisma.documentVersion.findFirst({ where: { ...of(name), id } });
      if (!row) return null;
      return { ...shown(row), snapshot: row.snapshot };
    },
    conclude: (conclusion) => prisma.$transaction((tx) => conclude(tx, conclusion), patience),
  };
}

/** Another node has kept the same version: of its editors and these each once. */
async function addEditors(prisma: PrismaClient, id: string, editorIds: readonly UserId[]): Promise<void> {
  await prisma.$executeRaw`
    UPDATE "DocumentVersion" SET "editorIds" = ARRAY(
      SELECT DISTINCT editor FROM unnest("editorIds" || ${[...editorIds]}::text[]) AS editor
    ) WHERE id = ${id}`;
}

async function conclude(tx: Transaction, { sessionId, at, notes, whiteboard, edits }: Conclusion): Promise<void> {
  const createdAt = new Date(at);
  const once = { skipDuplicates: true };
  if (notes) {
    const data = { sessionId, createdAt, content: storable(notes.markdown), document: storable(notes.json) };
    await tx.sessionNote.createMany({ data, ...once });
  }
  if (whiteboard) {
    const data = { sessionId, createdAt, elements: storable(whiteboard.elements), image: storable(whiteboard.svg) };
    await tx.sessionWhiteboard.createMany({ data, ...once });
  }
  const rows = [...edits].flatMap(([kind, counts]) =>
    [...counts].map(([userId, count]) => ({ sessionId, kind: kinds[kind], userId, edits: count })),
  );
  await tx.documentEdits.createMany({ data: rows, ...once });
  const sum = (kind: DocumentKind) => rows.reduce((total, row) => total + (row.kind === kind ? row.edits : 0), 0);
  const totals = { notesEdits: sum('NOTES'), whiteboardActions: sum('WHITEBOARD') };
  // The recorder writes the rest of the row, before or after.
  await tx.sessionAnalytics.upsert({
    where: { sessionId },
    create: { sessionId, createdAt, ...totals },
    update: totals,
  });
}
