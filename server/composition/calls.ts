import type { Log } from '../gateway/log.ts';
import type { MediaNeighbours, Tell } from '../media/ports.ts';
import type { Recordings } from '../media/recording/start.ts';
import { startMedia, type MediaSettings, type MediaWorks } from '../media/start.ts';
import type { LiveRoom } from '../rooms/live-room.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Opened } from './closers.ts';

type CallParts = {
  readonly settings: MediaSettings;
  readonly rooms: Rooms;
  readonly recordings: Pick<Recordings, 'follow'>;
  readonly neighbours: MediaNeighbours | undefined;
  readonly tell: Tell;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
};

/** The calls of this node, which follow who may do what in their rooms. */
export async function openCalls(opened: Opened, parts: CallParts): Promise<MediaWorks> {
  const { rooms, log, neighbours, ...rest } = parts;
  const follow = ({ current }: LiveRoom) =>
    current && works.follow(current.room.state, (peer) => peer in current.room.backstage.connections);
  const works = opened(
    await startMedia({
      ...rest,
      ...(neighbours ? { neighbours } : {}),
      stateOf: async (sessionId) => (await rooms.load(sessionId))?.stored.room.state ?? null,
      refresh: async (sessionId) => {
        const loaded = await rooms.load(sessionId);
        if (loaded) follow(loaded.live);
      },
      catchUp: async (sessionId) => (await rooms.load(sessionId))?.live.refresh(),
      onError: (about, error) => log.error({ err: error }, about),
      onMissing: (reason) => log.warn(`Audio and video are off: ${reason}`),
    }),
  );
  const removers = [rooms.onCommits(follow), rooms.onReset(follow)];
  opened({ close: () => removers.forEach((remove) => remove()) });
  return works;
}
