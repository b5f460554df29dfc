import type { PrismaClient } from '../adapters/prisma/open-database.ts';
import { createRoomArchive } from '../adapters/prisma/room-archive.ts';
import { createRoomRecords } from '../adapters/prisma/room-records.ts';
import type { Cluster } from '../adapters/redis/open-cluster.ts';
import type { Log } from '../gateway/log.ts';
import type { Metrics } from '../gateway/metrics.ts';
import type { SocketGateway } from '../gateway/socket/socket-server.ts';
import { startLookout } from '../rooms/lookout.ts';
import type { RoomStore } from '../rooms/ports.ts';
import { recoverRooms, startPresence } from '../rooms/presence.ts';
import { startReaping } from '../rooms/reaping.ts';
import { startRecorder, type Recorder } from '../rooms/recorder.ts';
import { startRetirement } from '../rooms/retirement.ts';
import { createRooms, type Rooms } from '../rooms/rooms.ts';
import { startScheduler } from '../rooms/scheduler.ts';
import type { Opened } from './closers.ts';

const recordWithinMs = 4_000;
/** When a room leaves the memory of a node, and when the store. */
const idleMs = 60_000;
const dormantMs = 600_000;

type RoomParts = {
  readonly cluster: Cluster | null;
  readonly store: RoomStore;
  readonly prisma: PrismaClient;
  readonly notify: SocketGateway['notify'];
  readonly onPublicChange: () => void;
  readonly node: string;
  readonly maxParticipants: number;
  readonly cannotRecord: () => string | null;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly newId: () => string;
};

export type RoomWorks = {
  readonly rooms: Rooms;
  readonly recorder: Recorder;
  /** From now on people are waited for who were here before a restart. To be asked last, just before the port opens. */
  readonly recover: () => Promise<void>;
};

/** The rooms, and all that works for them in the background. */
export async function openRooms(opened: Opened, parts: RoomParts): Promise<RoomWorks> {
  const { cluster, store, prisma, notify, onPublicChange, node, maxParticipants, cannotRecord, metrics, log, newId } =
    parts;
  const records = createRoomRecords(prisma, { notify, onPublicChange, newId });
  const rooms = createRooms({
    store,
    archive: createRoomArchive(prisma),
    ...(cluster ? { announcements: cluster.announcements } : {}),
    recorded: (sessionId, rev) => recorder.caughtUp(sessionId, rev),
    maxParticipants,
    cannotRecord,
    newId,
    onFailure: (sessionId, error) => {
      metrics.storeFailures.inc();
      log.error({ err: error, sessionId }, 'A write to the log of a room failed');
    },
    onConflict: () => metrics.conflicts.inc(),
  });
  const onError = (error: unknown) => log.error({ err: error }, 'Work in the background failed');
  const recorder: Recorder = startRecorder(rooms, store, records, {
    shared: cluster !== null,
    onError: (sessionId, error) => {
      metrics.recorderFailures.inc();
      log.error({ err: error, sessionId }, 'Recording a room failed; it is tried again');
    },
    onBacklog: (behind) => metrics.recorderBacklog.set(behind),
  });
  opened({ close: () => recorder.close(recordWithinMs) });
  const scheduler = opened(startScheduler(rooms, store, onError));
  opened(startRetirement({ rooms, store, records, recorder, scheduler, node, onError, idleMs, dormantMs }));
  if (cluster) {
    opened(startLookout(rooms, store, cluster.announcements, onError));
    const monotonic = () => performance.now();
    opened(await startReaping({ rooms, store, records, recorder, node, monotonic, onError }));
  } else {
    opened(await startPresence(store, node, onError));
  }
  return {
    rooms,
    recorder,
    async recover() {
      // Where there are several nodes, those that live have seen who left.
      const found = cluster ? [] : await recoverRooms(rooms, store, node, (room) => scheduler.watch(room));
      for (const sessionId of found) recorder.mark(sessionId);
    },
  };
}
