import type { SessionId } from '../protocol/ids.ts';
import { deadlines, nextDeadline } from '../domain/deadlines.ts';
import type { LiveRoom } from './live-room.ts';
import type { RoomStore } from './ports.ts';
import type { Rooms } from './rooms.ts';

/** How often rooms that no node has in memory are looked for, and how many at once. */
const pollMs = 5_000;
const pollBatch = 100;
/** A deadline that is still due after its command was given (the store was away) is tried again after this. */
const againMs = 1_000;
/** Timers of Node overflow beyond this. */
const longestMs = 2_000_000_000;

export type Scheduler = {
  /** Waits for the deadlines of a room that was just loaded. */
  watch(room: LiveRoom): void;
  /** Notes in the store when somebody has to look at a room that no node may have in memory then. */
  hint(sessionId: SessionId): Promise<void>;
  /** The room leaves memory. */
  unwatch(sessionId: SessionId): void;
  close(): void;
};

/**
 * Sees to it that what is due in a room happens, though nobody asks. A hint and not an authority: `decide` refuses
 * what is not due, so any number of nodes may notice the same deadline, and it takes effect once.
 */
export function startScheduler(rooms: Rooms, store: RoomStore, onError: (error: unknown) => void): Scheduler {
  const timers = new Map<SessionId, { at: number; timer: NodeJS.Timeout }>();
  let closed = false;

  const clear = (sessionId: SessionId) => {
    clearTimeout(timers.get(sessionId)?.timer);
    timers.delete(sessionId);
  };

  const arm = (sessionId: SessionId, at: number) => {
    const armed = timers.get(sessionId);
    if (closed || armed?.at === at) return;
    clear(sessionId);
    const delay = Math.min(Math.max(0, at - store.now()), longestMs);
    const timer = setTimeout(() => {
      timers.delete(sessionId);
      void attempt(sessionId);
    }, delay);
    timers.set(sessionId, { at, timer });
  };

  const watch = (room: LiveRoom) => {
    const next = room.current && nextDeadline(room.current.room);
    if (next) arm(room.sessionId, next.at);
    else clear(room.sessionId);
  };

  const fire = async (sessionId: SessionId) => {
    const loaded = await rooms.load(sessionId);
    if (!loaded || closed) return;
    const due = deadlines(loaded.stored.room).filter(({ at }) => at <= store.now());
    await Promise.all(due.map(({ command }) => rooms.tell(sessionId, command)));
    const next = loaded.live.current && nextDeadline(loaded.live.current.room);
    if (next && next.at <= store.now()) arm(sessionId, store.now() + againMs);
    else watch(loaded.live);
  };

  /** A deadline must not be lost because the store was away when it came. */
  const attempt = (sessionId: SessionId) =>
    fire(sessionId).catch((error: unknown) => {
      onError(error);
      arm(sessionId, store.now() + againMs);
    });

  const poll = async () => {
    const sessionIds = await store.due(store.now(), pollBatch);
    await Promise.all(
      sessionIds.map(async (sessionId) => {
        await store.setDue(sessionId, null);
        await attempt(sessionId);
      }),
    );
  };
  const polling = setInterval(() => void poll().catch(onError), pollMs);
  const removers = [rooms.onCommits(watch), rooms.onReset(watch)];

  return {
    watch,
    async hint(sessionId) {
      const current = rooms.peek(sessionId)?.current;
      const next = current && nextDeadline(current.room);
      await store.setDue(sessionId, next?.at ?? null);
    },
    unwatch: clear,
    close() {
      closed = true;
      for (const remove of removers) remove();
      clearInterval(polling);
      for (const sessionId of timers.keys()) clear(sessionId);
    },
  };
}
