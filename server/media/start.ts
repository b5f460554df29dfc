import type { SessionId } from '../protocol/ids.ts';
import type { RoomState } from '../protocol/room.ts';
import { createMediaRooms } from './media-rooms.ts';
import type { TurnOptions } from './ice-servers.ts';
import { noCalls } from './no-calls.ts';
import type { MediaDesk, StateOf, Tell } from './ports.ts';
import { createWorkers, workerMissing, type WorkerOptions } from './workers.ts';

export type MediaSettings = Omit<WorkerOptions, 'count' | 'onDied'> & {
  readonly enabled: boolean;
  readonly workers: number;
  readonly turn: TurnOptions;
};

export type StartMedia = {
  readonly settings: MediaSettings;
  readonly stateOf: StateOf;
  readonly tell: Tell;
  readonly now: () => number;
  readonly onError: (about: string, error: unknown) => void;
  /** Why there are no calls. */
  readonly onMissing: (reason: string) => void;
};

export type MediaWorks = {
  readonly desk: MediaDesk;
  /** To be called whenever a room has moved on. */
  readonly follow: (state: RoomState) => void;
  /** Process ids of the workers that run. */
  readonly workerPids: () => number[];
  close(): Promise<void>;
};

/** The calls of a single node. Without a worker everything else goes on, and who asks for a call is told. */
export async function startMedia(options: StartMedia): Promise<MediaWorks> {
  const { settings, onError, onMissing } = options;
  const missing = settings.enabled ? await workerMissing() : 'MEDIA_ENABLED is off';
  if (missing !== null) {
    onMissing(missing);
    return { desk: noCalls(), follow: () => {}, workerPids: () => [], close: async () => {} };
  }
  const { workers: count, ...rest } = settings;
  const workers = createWorkers({ ...rest, count, onDied: (error) => onError('A media worker died', error) });
  let last = 0;
  const rooms = createMediaRooms({
    workers,
    stateOf: options.stateOf,
    tell: options.tell,
    // Greater than any before, also than those of this server's last run.
    newToken: (_: SessionId) => String((last = Math.max(last + 1, options.now()))),
    turn: settings.turn,
    now: options.now,
    onError: (sessionId, error) => onError(`The call of session ${sessionId} could not begin`, error),
  });
  return {
    desk: rooms as MediaDesk,
    follow: (state) => rooms.follow(state),
    workerPids: () => workers.pids(),
    close: () => rooms.close(),
  };
}
