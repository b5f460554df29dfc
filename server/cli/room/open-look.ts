import { lookAtDatabase } from '../../adapters/prisma/look-database.ts';
import { readRecorded, type RecordedRoom } from '../../adapters/prisma/room-rows.ts';
import { copyLog } from '../../adapters/sqlite/copy-log.ts';
import { openRoomStore } from '../../adapters/sqlite/room-store.ts';
import type { Config } from '../../config.ts';
import type { SessionId } from '../../protocol/ids.ts';
import type { RoomStore } from '../../rooms/ports.ts';

/** The stores of a server, for who only looks at them. */
export type Look = {
  /** Where the rooms live. */
  readonly storeName: string;
  readonly store: Pick<RoomStore, 'load' | 'read' | 'now'>;
  recorded(sessionId: SessionId): Promise<RecordedRoom | null>;
  close(): Promise<void>;
};

/** Throws if a store does not answer, or is not there. */
export async function openLook({ redisUrl, databaseUrl, dataDir }: Config): Promise<Look> {
  const { storeName, store, close } = redisUrl ? await lookAtRedis(redisUrl) : await lookAtFile(dataDir);
  try {
    const database = await lookAtDatabase(databaseUrl, dataDir);
    return {
      storeName,
      store,
      recorded: (sessionId) => readRecorded(database.prisma, sessionId),
      async close() {
        await database.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function lookAtRedis(url: string) {
  const redis = await import('../../adapters/redis/room-store.ts');
  const store = await redis.openRoomStore({ url, patienceMs: 3_000 });
  return { storeName: 'Redis', store, close: () => store.close() };
}

async function lookAtFile(dataDir: string) {
  const copy = await copyLog(dataDir);
  const store = openRoomStore({ dataDir: copy.dataDir, now: Date.now });
  const close = async () => {
    await store.close();
    await copy.close();
  };
  return { storeName: 'SQLite', store, close };
}
