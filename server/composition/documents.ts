import { createDocumentArchive } from '../adapters/prisma/document-archive.ts';
import { createDocumentSnapshots } from '../adapters/prisma/document-snapshots.ts';
import type { PrismaClient } from '../adapters/prisma/open-database.ts';
import type { Cluster } from '../adapters/redis/open-cluster.ts';
import { openDocumentLog } from '../adapters/sqlite/document-log.ts';
import { startDocuments, type DocumentWorks } from '../docs/start.ts';
import type { Log } from '../gateway/log.ts';
import { followRooms } from '../gateway/yjs/follow-rooms.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Opened } from './closers.ts';

type DocumentParts = {
  readonly cluster: Cluster | null;
  readonly dataDir: string;
  readonly prisma: PrismaClient;
  readonly rooms: Rooms;
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
};

/** The notes and boards, which follow what happens in their rooms. */
export async function openDocuments(opened: Opened, parts: DocumentParts): Promise<DocumentWorks> {
  const { cluster, dataDir, prisma, rooms, log, now, newId } = parts;
  const onError = (about: string, error: unknown) => log.error({ err: error, about }, 'Keeping a document failed');
  const snapshots = createDocumentSnapshots(prisma, newId);
  const documentLog = await (cluster?.documents({ snapshots, newId, onError }) ?? openDocumentLog({ dataDir }));
  const works = opened(
    startDocuments({
      log: opened(documentLog),
      archive: createDocumentArchive(prisma),
      now,
      newId,
      onError,
    }),
  );
  opened({ close: await followRooms(rooms, works) });
  return works;
}
