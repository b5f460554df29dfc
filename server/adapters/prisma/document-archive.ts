import type { DocumentName } from '../../docs/names.ts';
import type { Conclusion, DocumentArchive, VersionCause } from '../../docs/ports.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { DocumentKind, PrismaClient, VersionCause as Cause } from './generated/client.ts';
import { patience, storable, type Transaction } from './room-recordset.ts';

/** Versions a document keeps: a long evening's, one a minute. */
const mostVersions = 300;

const kinds = { notes: 'NOTES', whiteboard: 'WHITEBOARD' } as const satisfies Record<
  DocumentName['kind'],
  DocumentKind
>;
const causes = { edit: 'EDIT', phase: 'PHASE', end: 'END', restore: 'RESTORE' } as const satisfies Record<
  VersionCause,
  Cause
>;
const of = ({ sessionId, kind }: DocumentName) => ({ sessionId, kind: kinds[kind] });
const causeOf = (cause: Cause) => cause.toLowerCase() as VersionCause;

export function createDocumentArchive(prisma: PrismaClient): DocumentArchive {
  return {
    async keep(name, { id, createdAt, cause, editorIds, snapshot }) {
      const data = { ...of(name), id, createdAt: new Date(createdAt), cause: causes[cause], editorIds: [...editorIds] };
      await prisma.documentVersion.create({ data: { ...data, snapshot: Uint8Array.from(snapshot) } });
      const order = { createdAt: 'desc' } as const;
      const old = await prisma.documentVersion.findMany({
        where: of(name),
        orderBy: order,
        skip: mostVersions,
        select: { id: true },
      });
      if (old.length > 0) await prisma.documentVersion.deleteMany({ where: { id: { in: old.map((one) => one.id) } } });
    },
    async versions(name) {
      const rows = await prisma.documentVersion.findMany({
        where: of(name),
        orderBy: { createdAt: 'desc' },
        omit: { snapshot: true },
      });
      return rows.map(({ id, createdAt, cause, editorIds }) => ({
        id,
        createdAt: createdAt.getTime(),
        cause: causeOf(cause),
        editorIds: editorIds as UserId[],
      }));
    },
    async version(name, id) {
      const row = await prisma.documentVersion.findFirst({ where: { ...of(name), id } });
      if (!row) return null;
      const { createdAt, cause, editorIds, snapshot } = row;
      return { id, createdAt: createdAt.getTime(), cause: causeOf(cause), editorIds: editorIds as UserId[], snapshot };
    },
    conclude: (conclusion) => prisma.$transaction((tx) => conclude(tx, conclusion), patience),
  };
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
