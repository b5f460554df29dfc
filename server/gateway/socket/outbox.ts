import type { SessionId } from '../../protocol/ids.ts';
import type { Commit } from '../../protocol/events.ts';
import { broadcast } from './broadcast.ts';
import { roomName, type CarrelServer } from './types.ts';

export type Outbox = {
  push(sessionId: SessionId, commits: readonly Commit[]): void;
  /** Sends now what waits for a room: before somebody joins it, who is told of it otherwise. */
  flush(sessionId: SessionId): void;
  flushAll(): void;
  close(): void;
};

/**
 * How long a room gathers after a frame, for each socket it was sent to: 8 ms for a room of 100, next to nothing for a
 * pair. Most of what a large room costs are the writes to its sockets, about 8 µs each; so it spends a tenth of a core on
 * them at most, however fast people write, and nobody sees the delay. Measured with everybody in a room of 100 writing at
 * once (`npm run bench -- fanout`): two thirds of the cost of a frame a turn.
 */
const gatherMsASocket = 0.08;

/**
 * Commits of a room leave in one frame per turn of the event loop, encoded once for everybody, and in a busy room at most
 * every few milliseconds. Under load many commits share a frame, which is where most of the cost of a delivery goes.
 */
export function createOutbox(
  io: CarrelServer,
  sent: (sessionId: SessionId, commits: readonly Commit[]) => void,
): Outbox {
  const waiting = new Map<SessionId, Commit[]>();
  /** Rooms that were sent to just now, and how long they gather. */
  const gathering = new Map<SessionId, number>();
  let soon: NodeJS.Immediate | null = null;
  let later: NodeJS.Timeout | null = null;

  const flush = (sessionId: SessionId) => {
    const commits = waiting.get(sessionId);
    if (!commits) return;
    waiting.delete(sessionId);
    const room = roomName(sessionId);
    broadcast(io, room, 'room:commits', { sessionId, commits });
    const sockets = io.of('/').adapter.rooms.get(room)?.size ?? 0;
    gathering.set(sessionId, performance.now() + sockets * gatherMsASocket);
    sent(sessionId, commits);
  };

  const cancel = () => {
    if (soon) clearImmediate(soon);
    if (later) clearTimeout(later);
    soon = null;
    later = null;
  };

  /** Rooms that have gathered long enough do so no more, and what waits for them leaves. */
  const flushDue = () => {
    soon = null;
    const now = performance.now();
    for (const [sessionId, until] of gathering) if (until <= now) gathering.delete(sessionId);
    for (const sessionId of waiting.keys()) if (!gathering.has(sessionId)) flush(sessionId);
    if (gathering.size > 0) later ??= setTimeout(flushLater, Math.min(...gathering.values()) - now);
  };

  const flushLater = () => {
    later = null;
    flushDue();
  };

  return {
    push(sessionId, commits) {
      const gathered = waiting.get(sessionId);
      if (gathered) gathered.push(...commits);
      else waiting.set(sessionId, [...commits]);
      if (!gathering.has(sessionId)) soon ??= setImmediate(flushDue);
    },
    flush,
    flushAll() {
      cancel();
      gathering.clear();
      for (const sessionId of waiting.keys()) flush(sessionId);
    },
    close() {
      cancel();
      waiting.clear();
    },
  };
}
