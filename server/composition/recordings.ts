import { mkdir } from 'node:fs/promises';
import { createFilms } from '../adapters/files/films.ts';
import { freeSpace } from '../adapters/files/free-space.ts';
import type { PrismaClient } from '../adapters/prisma/open-database.ts';
import { createRecordingShelf } from '../adapters/prisma/recording-shelf.ts';
import { createRecordingTakes } from '../adapters/prisma/recording-takes.ts';
import type { Config } from '../config.ts';
import type { Log } from '../gateway/log.ts';
import { noRecordings } from '../media/recording/no-recordings.ts';
import type { RecordingCommand } from '../media/recording/ports.ts';
import { watchSpace, type SpaceWatch } from '../media/recording/space.ts';
import { startRecordings } from '../media/recording/start.ts';
import { startRetention } from '../people/recordings/retention.ts';
import type { SessionId } from '../protocol/ids.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Opened } from './closers.ts';

/** A recording that nothing was heard of for so long is somebody else's to finish; alone, that of an earlier start. */
const abandonedMs = { alone: 15_000, together: 60_000 };

/** Watches the disks that recordings lie on. */
export async function openSpace(opened: Opened, { takes, films }: Config['recordings']): Promise<SpaceWatch> {
  const folders = [takes, films];
  // Where one cannot be made, that is seen by looking.
  await Promise.all(folders.map((folder) => mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {})));
  return opened(await watchSpace(folders, freeSpace));
}

type RecordingParts = {
  /** Why this node can never record. */
  readonly recorderMissing: string | null;
  readonly use: keyof typeof abandonedMs;
  readonly settings: Config['recordings'];
  readonly prisma: PrismaClient;
  readonly rooms: Rooms;
  readonly node: string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
};

/** What records the calls of this node, and where its films are kept. */
export function openRecordings(
  opened: Opened,
  { recorderMissing, use, settings, prisma, rooms, log, ...parts }: RecordingParts,
) {
  const shelf = createRecordingShelf(prisma);
  const films = createFilms(settings.films);
  const onError = (about: string, error: unknown) => log.error({ err: error }, about);
  const onSweepError = (error: unknown) => onError('Recordings could not be swept', error);
  opened(startRetention({ shelf, films, keepDays: settings.keepDays, now: parts.now, onError: onSweepError }));
  /** Rejects while the store is away. */
  const submit = async (sessionId: SessionId, command: RecordingCommand) => {
    const told = await rooms.tell(sessionId, command);
    if (!told.ok && told.refusal.code === 'UNAVAILABLE') throw new Error(told.refusal.message);
  };
  if (recorderMissing !== null) {
    log.warn(`Recording is off: ${recorderMissing}`);
    return { shelf, films, recordings: noRecordings(submit) };
  }
  const rows = createRecordingTakes(prisma);
  const pace = { abandonedAfterMs: abandonedMs[use], niceness: 10 };
  return {
    shelf,
    films,
    recordings: opened(
      startRecordings({ ...parts, ...pace, folder: settings.takes, rows, storage: films, freeSpace, submit, onError }),
    ),
  };
}
