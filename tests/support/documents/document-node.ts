// The whole document server over one room in memory, without the rest of Carrel: it starts in a moment, so that it can be
// killed often. As a process of its own: `node document-node.ts DATA_DIR`, or `… REDIS_URL DATABASE_URL` for one of several
// nodes, which prints "ready URL".
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createDocumentSnapshots } from '../../../server/adapters/prisma/document-snapshots.ts';
import { openDatabase } from '../../../server/adapters/prisma/open-database.ts';
import { openDocumentLog as openRedisLog } from '../../../server/adapters/redis/document-log.ts';
import { openDocumentLog } from '../../../server/adapters/sqlite/document-log.ts';
import { startDocuments } from '../../../server/docs/start.ts';
import { createLimiters } from '../../../server/gateway/limits.ts';
import { createMetrics } from '../../../server/gateway/metrics.ts';
import { attachDocuments } from '../../../server/gateway/yjs/document-server.ts';
import type { DocumentArchive, DocumentLog } from '../../../server/docs/ports.ts';
import { quiet } from '../database.ts';
import { memoryArchive } from '../memory-archive.ts';
import { memoryRoomStore } from '../memory-room-store.ts';
import { roomNode } from '../room-node.ts';
import { active, ann, bob, cleo } from '../rooms.ts';

const people = [ann, bob, cleo];
/** The room all of them are in. A person's token is their name. */
export const { sessionId } = active(people).state;

const noArchive: DocumentArchive = {
  async keep() {},
  newest: async () => null,
  versions: async () => [],
  version: async () => null,
  async conclude() {},
};

/** Where its documents are: a directory, or what several nodes share. */
export type Place = string | { readonly redisUrl: string; readonly databaseUrl: string };

const onError = (about: string, error: unknown) => console.error(about, error);

async function openLog(place: Place): Promise<DocumentLog> {
  if (typeof place === 'string') return openDocumentLog({ dataDir: place });
  const { redisUrl: url, databaseUrl } = place;
  const database = await openDatabase({ databaseUrl, dataDir: '', log: quiet });
  const snapshots = createDocumentSnapshots(database.prisma, randomUUID);
  const log = await openRedisLog({ url, snapshots, newId: randomUUID, onError });
  return {
    ...log,
    async close() {
      await log.close();
      await database.close();
    },
  };
}

export async function startDocumentNode(place: Place) {
  const store = memoryRoomStore({ now: () => Date.now() });
  const { room } = active(people);
  await store.open(sessionId, { epoch: 0, rev: 0, room });
  const { rooms } = roomNode({ store, archive: memoryArchive(room), room });
  const log = await openLog(place);
  const now = () => Date.now();
  const works = startDocuments({
    log,
    archive: noArchive,
    now,
    newId: randomUUID,
    onError,
  });
  const http = createServer();
  const server = attachDocuments(http, {
    documents: works.documents,
    rooms,
    bearers: {
      personOf: async (token) => people.find(({ name }) => name === token) ?? null,
      mark: () => 0,
      revokedSince: () => false,
    },
    limiters: createLimiters({ enabled: false }),
    mayConnect: () => true,
    rateLimits: false,
    now,
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      await server.close();
      http.close();
      await works.close();
      await log.close();
    },
  };
}

if (import.meta.main) {
  const [first = '', databaseUrl] = process.argv.slice(2);
  const { url } = await startDocumentNode(databaseUrl ? { redisUrl: first, databaseUrl } : first);
  console.log(`ready ${url}`);
}
