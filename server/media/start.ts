import type { SessionId } from '../protocol/ids.ts';
import type { RoomState } from '../protocol/room.ts';
import type { Recordings } from './recording/start.ts';
import { createMediaRooms, type MediaRooms } from './media-rooms.ts';
import type { MediaRoom } from './media-room.ts';
import type { TurnOptions } from './ice-servers.ts';
import { noCalls } from './no-calls.ts';
import type { MediaDesk, MediaNeighbours, PeerId, StateOf, Tell } from './ports.ts';
import { createRelay } from './relay.ts';
import { createWorkers, workerMissing, type WorkerOptions } from './workers.ts';

export type MediaSettings = Omit<WorkerOptions, 'count' | 'onDied'> & {
  readonly enabled: boolean;
  readonly workers: number;
  readonly turn: TurnOptions;
};

export type StartMedia = {
  readonly settings: MediaSettings;
  readonly stateOf: StateOf;
  /** Reaches the sockets of this node. */
  readonly tell: Tell;
  readonly now: () => number;
  readonly newId: () => string;
  /** Absent on a single node. */
  readonly neighbours?: MediaNeighbours;
  /** Has `follow` called for a room as it stands, also if this node had let go of it. */
  readonly refresh: (sessionId: SessionId) => Promise<void>;
  /** What records calls, if anything does. */
  readonly recordings?: Pick<Recordings, 'follow'>;
  /** Reads what this node has not heard of a room yet. */
  readonly catchUp: (sessionId: SessionId) => Promise<void>;
  readonly onError: (about: string, error: unknown) => void;
  /** Why there are no calls. */
  readonly onMissing: (reason: string) => void;
};

export type MediaWorks = {
  readonly desk: MediaDesk;
  /** To be called whenever a room has moved on; `isThere`: whether the peer has its seat. */
  readonly follow: (state: RoomState, isThere: (peer: PeerId) => boolean) => void;
  /** Process ids of the workers that run. */
  readonly workerPids: () => number[];
  close(): Promise<void>;
};

/** The calls of this node. Without a worker everything else goes on, and who asks for a call is told. */
export async function startMedia(options: StartMedia): Promise<MediaWorks> {
  const { settings, neighbours, onError, onMissing, tell, newId, refresh, catchUp } = options;
  const missing = settings.enabled ? await workerMissing() : 'MEDIA_ENABLED is off';
  if (missing !== null) {
    onMissing(missing);
    return { desk: noCalls(), follow: () => {}, workerPids: () => [], close: async () => {} };
  }
  const { workers: count, ...rest } = settings;
  const workers = createWorkers({ ...rest, count, onDied: (error) => onError('A media worker died', error) });
  const { recordings } = options;
  const shared = {
    workers,
    refresh,
    ...(recordings && {
      onMoved: (room: MediaRoom, { recording }: RoomState) => recordings.follow(room, recording),
    }),
    stateOf: options.stateOf,
    turn: settings.turn,
    now: options.now,
    onError: (sessionId: SessionId, error: unknown) =>
      onError(`The call of session ${sessionId} could not begin`, error),
  };
  const works = (rooms: MediaRooms, desk: MediaDesk, close: () => Promise<void>): MediaWorks => ({
    desk,
    follow: (state, isThere) => rooms.follow(state, isThere),
    workerPids: () => workers.pids(),
    close,
  });

  if (!neighbours) {
    let last = 0;
    // Greater than any before, also than those of this server's last run.
    const newToken = async () => String((last = Math.max(last + 1, options.now())));
    const rooms = createMediaRooms({ ...shared, tell, newToken });
    return works(rooms, rooms as MediaDesk, () => rooms.close());
  }
  const relay = createRelay({ neighbours, rooms: () => rooms, tell, newId, refresh, catchUp });
  const rooms: MediaRooms = createMediaRooms({
    ...shared,
    tell: relay.tell,
    newToken: relay.token,
    onClosed: relay.closed,
  });
  return works(rooms, relay, async () => {
    await relay.close();
    await rooms.close();
  });
}
