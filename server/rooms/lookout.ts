import type { SessionId } from '../protocol/ids.ts';
import { isOver } from '../domain/room.ts';
import type { LiveRoom } from './live-room.ts';
import type { Announcements, RoomStore } from './ports.ts';
import type { Rooms } from './rooms.ts';

const everyMs = 2_000;
const pageSize = 500;
/** Rooms whose subscription begins in the same moment are looked at together. */
const gatherMs = 5;

export type Lookout = {
  /** Compares all rooms in memory with the store now. */
  look(): Promise<void>;
  close(): void;
};

/**
 * Finds what announcements did not bring. They may be lost, and a store that comes back empty or with less announces
 * nothing: so the rooms in memory are compared with it every two seconds, and one whose announcements may have been
 * missed at once.
 */
export function startLookout(
  rooms: Rooms,
  store: RoomStore,
  announcements: Announcements,
  onError: (error: unknown) => void,
): Lookout {
  const missed = new Set<SessionId>();
  let gathering: NodeJS.Timeout | null = null;
  let looking: Promise<void> | null = null;

  const compare = async (sessionIds: readonly SessionId[]) => {
    const revs = await store.revs(sessionIds);
    await Promise.all(
      sessionIds.map(async (sessionId) => {
        const live = rooms.peek(sessionId);
        const known = live?.heardUpTo;
        if (!live || !known) return;
        const stored = revs.get(sessionId);
        if (stored && stored.epoch === known.epoch && stored.rev <= known.rev && live.current) {
          // Behind what is known, it has lost commits, unless they were written since it was asked.
          if (stored.rev < known.rev) await recheck(live);
          return;
        }
        if (!stored && isDone(live)) return rooms.evict(sessionId);
        if (stored) await live.refresh();
        else await recheck(live);
      }),
    );
  };

  /** Asked once more: a write may have been answered while the first question was on its way. */
  const recheck = async (live: LiveRoom) => {
    const known = live.heardUpTo;
    if (!known || !live.idle) return;
    const stored = (await store.revs([live.sessionId])).get(live.sessionId);
    if (!live.idle || (stored && stored.epoch === known.epoch && stored.rev >= known.rev)) return;
    live.forget();
    await live.load();
  };

  const lookAt = async (sessionIds: readonly SessionId[]) => {
    for (let at = 0; at < sessionIds.length; at += pageSize) {
      // oxlint-disable-next-line no-await-in-loop -- in the background, a page at a time
      await compare(sessionIds.slice(at, at + pageSize));
    }
  };

  const look = () => {
    looking ??= lookAt([...rooms.inMemory.keys()]).finally(() => (looking = null));
    return looking;
  };
  const polling = setInterval(() => void look().catch(onError), everyMs);
  const remove = announcements.onMissed((sessionIds) => {
    for (const sessionId of sessionIds) missed.add(sessionId);
    gathering ??= setTimeout(() => {
      gathering = null;
      const named = [...missed];
      missed.clear();
      void lookAt(named).catch(onError);
    }, gatherMs);
  });

  return {
    look,
    close() {
      clearInterval(polling);
      if (gathering) clearTimeout(gathering);
      remove();
    },
  };
}

/** Another node has let the room go, since nobody is in it or it is over; nobody here has to be told. */
function isDone({ current }: LiveRoom): boolean {
  if (!current) return false;
  const { state, backstage } = current.room;
  return isOver(state) || Object.keys(backstage.connections).length === 0;
}
