import type { SessionId } from '../protocol/ids.ts';
import { isOver, type NodeName } from '../domain/room.ts';
import type { LiveRoom } from './live-room.ts';
import type { RoomRecords, RoomStore } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { Rooms } from './rooms.ts';
import type { Scheduler } from './scheduler.ts';

const sweepMs = 10_000;

export type RetirementDeps = {
  readonly rooms: Rooms;
  readonly store: RoomStore;
  readonly records: RoomRecords;
  readonly recorder: Recorder;
  readonly scheduler: Scheduler;
  readonly node: NodeName;
  readonly onError: (error: unknown) => void;
  /** A room in which nobody is connected leaves memory after this, and the store after `dormantMs`. */
  readonly idleMs: number;
  readonly dormantMs: number;
};

/** Rooms that are over or that nobody is in make place. They come back from the archive when they are asked for. */
export function startRetirement(deps: RetirementDeps): { sweep(): Promise<void>; close(): Promise<void> } {
  const { rooms, store, records, recorder, scheduler, onError } = deps;
  let sweeping: Promise<void> | null = null;

  const retire = async (sessionId: SessionId, live: LiveRoom) => {
    const { current } = live;
    if (!live.idle || recorder.isBehind(sessionId)) return;
    if (!current) {
      // A write failed: its people are told of what became of it even if nobody asks.
      if (live.exists) await live.load();
      else rooms.evict(sessionId);
      return;
    }
    const { state, backstage } = current.room;
    const emptyMs = backstage.emptySince === null ? 0 : store.now() - backstage.emptySince;
    const nobody = Object.keys(backstage.connections).length === 0 || isOver(state);
    if (!nobody) {
      // People of other nodes alone: theirs see to the room, and if they die it is searched for.
      const here = Object.values(backstage.connections).some((connection) => connection.node === deps.node);
      if (!here && store.now() - live.askedAt >= deps.idleMs) letGo(sessionId);
      return;
    }
    const quietMs = store.now() - backstage.lastAt;
    const dormant = quietMs >= deps.dormantMs && emptyMs >= deps.dormantMs && state.status === 'SCHEDULED';
    if (isOver(state) || dormant) await release(sessionId, live);
    if (isOver(state) || (emptyMs >= deps.idleMs && quietMs >= deps.idleMs)) {
      await scheduler.hint(sessionId);
      // Somebody may have come meanwhile: then the room stays, and its deadlines are waited for.
      if (!live.idle || live.current !== current || recorder.isBehind(sessionId)) return;
      letGo(sessionId);
    }
  };

  const letGo = (sessionId: SessionId) => {
    scheduler.unwatch(sessionId);
    recorder.forget(sessionId);
    rooms.evict(sessionId);
  };

  /**
   * The copy first, then the room leaves the store, then the copy is marked as the only one. Died in between, the room
   * gets a new epoch when it is next asked for, which costs a snapshot and hides nothing.
   */
  const release = async (sessionId: SessionId, live: LiveRoom) => {
    const { current } = live;
    if (!current || !(await recorder.caughtUp(sessionId, current.rev))) return;
    await records.saveSnapshot(sessionId, current, false);
    if (await store.release(sessionId, current)) await records.saveSnapshot(sessionId, current, true);
  };

  const sweep = () => {
    sweeping ??= (async () => {
      for (const [sessionId, live] of rooms.inMemory) {
        // A room that cannot be let go keeps no other.
        // oxlint-disable-next-line no-await-in-loop -- in the background, one room at a time
        await retire(sessionId, live).catch(onError);
      }
    })().finally(() => (sweeping = null));
    return sweeping;
  };
  const sweeper = setInterval(() => void sweep(), sweepMs);

  return {
    sweep,
    async close() {
      clearInterval(sweeper);
      await sweeping;
    },
  };
}
