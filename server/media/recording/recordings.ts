import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingId, SessionId } from '../../protocol/ids.ts';
import type { Recording } from '../../protocol/room.ts';
import type { MediaRoom } from '../media-room.ts';
import type { Finisher } from './finisher.ts';
import { amend } from './journal.ts';
import type { RecordingCommand, TakeKey, TakeRows } from './ports.ts';
import type { FreeSpace } from './space.ts';
import { Take } from './take.ts';

const beatMs = 10_000;
const againMs = 1_000;

/** What a room says of its recording. */
export type Asked = Pick<Recording, 'recordingId' | 'startedAt' | 'consents'>;

export type RecordingsOptions = {
  /** Takes are written here, in a folder each. */
  readonly folder: string;
  readonly rows: TakeRows;
  readonly freeSpace: FreeSpace;
  readonly finisher: Pick<Finisher, 'look' | 'busyWith'>;
  readonly submit: (sessionId: SessionId, command: RecordingCommand) => Promise<unknown>;
  /** The store's clock. */
  readonly now: () => number;
  /** Milliseconds of the same kind that never jump. */
  readonly steadyNow: () => number;
  readonly newId: () => string;
  readonly node: string;
  readonly onError: (about: string, error: unknown) => void;
};

type Live = TakeKey & {
  readonly take: Take;
  readonly unwatch: () => void;
  /** Whether there is a row of it by now. */
  listing: Promise<boolean>;
};

/** The recordings of the calls whose routers are on this node. A room's log says what is recorded and who agrees. */
export function createRecordings(options: RecordingsOptions) {
  const { folder, rows, freeSpace, finisher, now, steadyNow, newId, node, onError } = options;
  const lives = new Map<SessionId, Live>();
  const ending = new Set<Promise<void>>();
  /** Given up; the room is told, and may not have heard yet. */
  const failed = new Set<string>();
  let closed = false;

  /** The room has to hear it, however long its store is away. */
  const submit = (sessionId: SessionId, type: RecordingCommand['type'], recordingId: RecordingId): void => {
    options.submit(sessionId, { type, recordingId }).catch((error: unknown) => {
      onError(`${type} could not be told`, error);
      if (!closed) setTimeout(() => submit(sessionId, type, recordingId), againMs).unref();
    });
  };

  const fail = ({ sessionId, recordingId }: Omit<TakeKey, 'takeId'>, said: string) => {
    if (failed.has(recordingId)) return;
    failed.add(recordingId);
    onError('A recording cannot go on', new Error(said));
    submit(sessionId, 'recording:fail', recordingId);
    const live = lives.get(sessionId);
    if (live?.recordingId === recordingId) end(live);
  };

  /** Tried until the database is there; the files do not wait for it. */
  const list = async ({ take, ...key }: Live, startedAt: number, wasOn: boolean): Promise<boolean> => {
    for (;;) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- until it is done
        const opened = await rows.open({ ...key, node, startedAt });
        take.listed();
        if (opened?.brokenOff && wasOn) submit(key.sessionId, 'recording:interrupt', key.recordingId);
        return true;
      } catch (error) {
        if (closed || lives.get(key.sessionId)?.take !== take) return false;
        onError('A recording could not be listed; it is tried again', error);
        // oxlint-disable-next-line no-await-in-loop -- until it is done
        await new Promise((resolve) => void setTimeout(resolve, againMs).unref());
      }
    }
  };

  const begin = (room: MediaRoom, { recordingId, startedAt }: Asked): Live | null => {
    const { sessionId } = room;
    const key = { takeId: newId(), sessionId, recordingId };
    const own = join(folder, key.takeId);
    try {
      mkdirSync(own, { recursive: true, mode: 0o700 });
    } catch (error) {
      fail(key, String(error));
      return null;
    }
    const take = new Take({
      key,
      room,
      folder: own,
      freeSpace,
      now: steadyNow,
      onFlowing: () => {
        submit(sessionId, 'recording:begin', recordingId);
        live.listing = list(live, now(), startedAt !== null);
      },
      onInterrupted: (said) => {
        onError('A recording was interrupted', new Error(said));
        submit(sessionId, 'recording:interrupt', recordingId);
      },
      onFailed: (said) => fail(key, said),
    });
    const unwatch = room.watch({
      closed: (reason) => {
        if (reason) take.interrupt(reason);
        end(live);
      },
    });
    const live: Live = { ...key, take, unwatch, listing: Promise.resolve(false) };
    lives.set(sessionId, live);
    return live;
  };

  const finish = async (live: Live) => {
    const { take, takeId } = live;
    await take.close();
    const own = join(folder, takeId);
    if (!take.flowing) return rm(own, { recursive: true });
    // Else it would be listed anew by whoever finds the files, though somebody may have deleted it.
    if (await live.listing) await amend(own, { type: 'listed', at: steadyNow() });
    // Who finds the files ends it, if this is not heard.
    await rows.end(takeId, now()).catch((error: unknown) => onError('The end of a recording was not noted', error));
    finisher.look();
  };

  const end = (live: Live): void => {
    if (lives.get(live.sessionId) === live) lives.delete(live.sessionId);
    live.unwatch();
    const finished = finish(live)
      .catch((error: unknown) => onError('A recording did not end in good order', error))
      .finally(() => ending.delete(finished));
    ending.add(finished);
  };

  const beats = setInterval(() => {
    const takeIds = [...[...lives.values()].map(({ takeId }) => takeId), ...finisher.busyWith()];
    if (takeIds.length === 0) return;
    rows.beat(takeIds, node, now()).catch((error: unknown) => onError('A heartbeat of recordings is lost', error));
  }, beatMs);

  return {
    /** The room of a call has moved on, or the call has begun. */
    follow(room: MediaRoom, asked: Asked | undefined): void {
      if (closed) return;
      const live = lives.get(room.sessionId);
      const goesOn = live?.take.room === room && live.recordingId === asked?.recordingId;
      if (live && !goesOn) end(live);
      if (!asked || failed.has(asked.recordingId)) return;
      const current = live && goesOn ? live : begin(room, asked);
      current?.take.follow((userId) => asked.consents[userId] === true);
    },

    isLive: (takeId: string): boolean => [...lives.values()].some((live) => live.takeId === takeId),
    /** For tests, and for those who look after the machine. */
    pids: (): number[] => [...lives.values()].flatMap(({ take }) => take.pids),

    /** Resolves when all that came is written and noted. */
    async close(): Promise<void> {
      closed = true;
      clearInterval(beats);
      for (const live of lives.values()) end(live);
      await Promise.all(ending);
    },
  };
}
