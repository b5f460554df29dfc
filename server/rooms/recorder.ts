import type { Cursor } from '../protocol/events.ts';
import type { SessionId } from '../protocol/ids.ts';
import type { Event, StoredCommit } from '../domain/room.ts';
import type { RoomRecords, RoomStore } from './ports.ts';
import type { Rooms } from './rooms.ts';

/**
 * Commits gather this long before they are written, so that a busy room costs few transactions: they are durable in the
 * log already. Who waits for them wakes the recorder; so does what other people are told of by its rows. A transaction
 * takes milliseconds, its rows microseconds: in place of 500 ms it saves 5 to 10 % of a command in 50 rooms of 20
 * (`npm run bench -- fanout`).
 */
const gatherMs = 2_000;
const soonMs = 20;
const batchSize = 500;
/** After so many commits the room itself is kept as well, in the store and in the database. */
const snapshotEvery = 200;
/** So many commits stay in the log, for clients and nodes that were away for a moment. */
const keptCommits = 100;
const retryMs = { first: 200, longest: 5_000 };
/** How long a read waits for one's own writes. */
const patienceMs = 2_000;

export type RecorderOptions = {
  /**
   * Other nodes record as well: who commits records, the others only when they are asked to wait. What is recorded is
   * then read from the store each time, since what this node remembers the store may have lost.
   */
  readonly shared?: boolean;
  readonly onError: (sessionId: SessionId, error: unknown) => void;
  /** Rooms of whose commits some are not recorded yet. */
  readonly onBacklog: (rooms: number) => void;
};

export type Recorder = {
  /** Records what is in the log of a room and not in the database yet. */
  mark(sessionId: SessionId): void;
  /** Whether everything up to `rev` is in the database, waiting for it up to 2 s. */
  caughtUp(sessionId: SessionId, rev: number): Promise<boolean>;
  /** As caughtUp, for every room now behind that `concerns` picks. */
  caughtUpWhere(concerns: (sessionId: SessionId) => boolean): Promise<boolean>;
  isBehind(sessionId: SessionId): boolean;
  /** How long the commits that wait longest have been waiting to be recorded. */
  lagMs(): number;
  /** The room leaves memory. */
  forget(sessionId: SessionId): void;
  /** Records what is left, as far as it can within the time, and stops. */
  close(withinMs: number): Promise<void>;
};

/**
 * Projects the rooms' logs into the database. A room's commits are written in order, each batch together with the
 * cursor behind it; a batch that failed is tried again and again, and the log is trimmed only behind the cursor.
 */
export function startRecorder(
  rooms: Rooms,
  store: RoomStore,
  records: RoomRecords,
  options: RecorderOptions,
): Recorder {
  const { shared = false } = options;
  const cursors = new Map<SessionId, Cursor>();
  /** Rooms of whose commits some are another node's to record. */
  const others = new Set<SessionId>();
  /** Since when commits of a room wait, or when some of them were last recorded, by the store's clock. */
  const behind = new Map<SessionId, number>();
  const waiters = new Set<{ done: () => boolean; settle: (done: boolean) => void }>();
  const snapshots = new Map<SessionId, number>();
  let running: Promise<void> | null = null;
  let pause: (() => void) | null = null;
  let soon = false;
  let failures = 0;
  let closing = false;

  const patience = () => (soon || waiters.size > 0 || closing ? soonMs : gatherMs);
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        pause = null;
        resolve();
      };
      const timer = setTimeout(wake, ms);
      pause = wake;
    });
  /** Ends the gathering; not the pause after a failure, which the database needs. */
  const hurry = () => {
    soon = true;
    if (failures === 0) pause?.();
  };

  const settleWaiters = () => {
    for (const waiter of waiters) if (waiter.done()) waiter.settle(true);
  };

  const mark = (sessionId: SessionId) => {
    if (!behind.has(sessionId)) behind.set(sessionId, store.now());
    running ??= run().finally(() => {
      running = null;
      if (behind.size > 0 && !closing) mark([...behind.keys()][0]!);
    });
  };

  const run = async () => {
    while (behind.size > 0) {
      /* oxlint-disable no-await-in-loop -- the database has one connection in the embedded case: rooms take turns */
      await sleep(failures === 0 ? patience() : Math.min(retryMs.first * 2 ** failures, retryMs.longest));
      soon = false;
      for (const sessionId of Array.from(behind.keys())) {
        try {
          await recordRoom(sessionId);
          failures = 0;
        } catch (error) {
          failures = Math.min(failures + 1, 10);
          options.onError(sessionId, error);
          // To the end: a room that cannot be recorded holds up no other. Several in a row are the database's trouble.
          const since = behind.get(sessionId);
          if (since !== undefined && behind.delete(sessionId)) behind.set(sessionId, since);
          if (failures > 1) break;
        }
        settleWaiters();
      }
      if (closing && failures > 0) return;
      options.onBacklog(behind.size);
      settleWaiters();
      /* oxlint-enable no-await-in-loop */
    }
  };

  const recordRoom = async (sessionId: SessionId) => {
    const loaded = await rooms.load(sessionId);
    if (!loaded) return void behind.delete(sessionId);
    const { epoch, rev } = loaded.stored;
    const { cursor, taken } = await standing(sessionId);
    const after = { epoch, rev: cursor?.rev ?? 0 };
    if (after.rev < rev) {
      const commits = await unrecorded(sessionId, after);
      if (!(await records.record(sessionId, cursor, commits, taken))) return void cursors.delete(sessionId);
      const last = commits.at(-1)!;
      cursors.set(sessionId, { epoch: last.epoch, rev: last.rev });
      if (behind.has(sessionId)) behind.set(sessionId, store.now());
      await keep(sessionId, last);
    } else if (cursor) {
      cursors.set(sessionId, cursor);
    }
    const now = rooms.peek(sessionId)?.current;
    if (now && now.rev > (cursors.get(sessionId)?.rev ?? 0)) return;
    behind.delete(sessionId);
    others.delete(sessionId);
  };

  const standing = async (sessionId: SessionId): Promise<{ cursor: Cursor | null; taken?: number }> => {
    if (!shared) return { cursor: cursors.get(sessionId) ?? (await records.cursor(sessionId)) };
    // Before the log is read: what was lost before that is not in it, and what is lost after it shows in `taken`.
    const [taken, cursor] = await Promise.all([records.taken(sessionId), records.cursor(sessionId)]);
    return { cursor, taken };
  };

  const unrecorded = async (sessionId: SessionId, after: Cursor): Promise<readonly StoredCommit[]> => {
    const atHand = shared ? null : rooms.peek(sessionId)?.storedSince(after);
    const commits = atHand ?? (await store.read(sessionId, after, batchSize));
    if (commits && commits.length > 0) return commits.slice(0, batchSize);
    // Not what this node thinks it is: its log may have begun anew.
    if (shared) await rooms.peek(sessionId)?.refresh();
    throw new Error(`commits after ${after.epoch}.${after.rev} are missing`);
  };

  /** Now and then the room itself is kept, and the log before it let go. */
  const keep = async (sessionId: SessionId, recorded: Cursor) => {
    const kept = snapshots.get(sessionId) ?? 0;
    const current = rooms.peek(sessionId)?.current;
    if (!current || recorded.rev - kept < snapshotEvery) return;
    await store.saveSnapshot(sessionId, current);
    if (current.rev === recorded.rev) await records.saveSnapshot(sessionId, current, false);
    await store.trim(sessionId, { epoch: current.epoch, rev: Math.min(current.rev, recorded.rev) - keptCommits });
    // Not before: what failed is tried again with the next commits, and the log does not grow for another two hundred.
    snapshots.set(sessionId, recorded.rev);
  };

  const wait = (done: () => boolean): Promise<boolean> => {
    if (done()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter = {
        done,
        settle: (result: boolean) => {
          clearTimeout(timer);
          waiters.delete(waiter);
          resolve(result);
        },
      };
      const timer = setTimeout(() => waiter.settle(false), patienceMs);
      waiters.add(waiter);
      hurry();
    });
  };

  const isBehind = (sessionId: SessionId) => behind.has(sessionId);
  const removeReset = rooms.onReset(({ sessionId }) => mark(sessionId));
  const remove = rooms.onCommits((room, commits, by) => {
    if (shared && by === 'other') return void others.add(room.sessionId);
    mark(room.sessionId);
    if (commits.some(({ events }) => events.some(tellsOthers))) hurry();
  });

  return {
    mark,
    isBehind,
    lagMs: () => (behind.size === 0 ? 0 : Math.max(0, store.now() - Math.min(...behind.values()))),
    forget(sessionId) {
      cursors.delete(sessionId);
      snapshots.delete(sessionId);
      others.delete(sessionId);
    },
    caughtUp(sessionId, rev) {
      const recorded = () => (cursors.get(sessionId)?.rev ?? 0) >= rev;
      if (shared && !recorded()) mark(sessionId);
      return wait(() => recorded() || !isBehind(sessionId));
    },
    caughtUpWhere(concerns) {
      const concerned = [...new Set([...behind.keys(), ...others])].filter(concerns);
      for (const sessionId of concerned) mark(sessionId);
      return wait(() => !concerned.some(isBehind));
    },
    async close(withinMs) {
      closing = true;
      pause?.();
      let deadline: NodeJS.Timeout | undefined;
      // A database that does not answer is not waited for: the log has what is missing there.
      const late = new Promise<void>((resolve) => (deadline = setTimeout(resolve, withinMs)));
      await Promise.race([running, late]);
      clearTimeout(deadline);
      behind.clear();
      pause?.();
      remove();
      removeReset();
      for (const waiter of waiters) waiter.settle(false);
    },
  };
}

/** Whether people who are not in the room are told of it by what is recorded. */
const tellsOthers = ({ type }: Event): boolean => type.startsWith('session.') || type === 'participant.invited';
