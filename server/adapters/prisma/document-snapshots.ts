import { keyOf, type DocumentKey, nameFrom } from '../../docs/names.ts';
import type { KeptSnapshot, SnapshotStore } from '../../docs/ports.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import { kindFrom, kinds } from './document-kinds.ts';
import type { PrismaClient } from './generated/client.ts';

/** The snapshots of shared documents. Each write is one statement, conditional on the version before. */
export function createDocumentSnapshots(prisma: PrismaClient, newId: () => string): SnapshotStore {
  return {
    async load(key) {
      const where = { sessionId_kind: rowOf(key) };
      const empty = { ...rowOf(key), epoch: newId(), version: 0, place: '', owners: [], edits: [] };
      const found = await prisma.documentSnapshot.findUnique({ where });
      if (!found) await prisma.documentSnapshot.createMany({ data: empty, skipDuplicates: true });
      const row = found ?? (await prisma.documentSnapshot.findUniqueOrThrow({ where }));
      const { epoch, version, snapshot, place, owners, edits } = row;
      return {
        epoch,
        version,
        snapshot,
        place,
        owners: new Map(owners as [number, UserId][]),
        edits: new Map(edits as [UserId, number][]),
      } satisfies KeptSnapshot;
    },
    async replace(key, { version, snapshot, place, owners, edits }) {
      const { count } = await prisma.documentSnapshot.updateMany({
        where: { ...rowOf(key), version: version - 1 },
        data: {
          version,
          snapshot: snapshot && Uint8Array.from(snapshot),
          place,
          owners: [...owners],
          edits: [...edits],
        },
      });
      return count === 1;
    },
    async open() {
      const select = { sessionId: true, kind: true } as const;
      const rows = await prisma.documentSnapshot.findMany({ where: { concluded: false }, select });
      return rows.map(({ sessionId, kind }) => keyOf({ sessionId: sessionId as SessionId, kind: kindFrom(kind) }));
    },
    async conclude(key) {
      await prisma.documentSnapshot.updateMany({ where: rowOf(key), data: { concluded: true } });
    },
  };
}

function rowOf(key: DocumentKey) {
  const name = nameFrom(key);
  if (!name) throw new Error(`${key} is no document`);
  return { sessionId: name.sessionId, kind: kinds[name.kind] };
}
