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
 * Commits of a room leave in one frame per turn of the event loop, encoded once for everybody. Under load many commits
 * share a frame, which is where most of the cost of a delivery goes.
 */
export function createOutbox(
  io: CarrelServer,
  sent: (sessionId: SessionId, commits: readonly Commit[]) => void,
): Outbox {
  const waiting = new Map<SessionId, Commit[]>();
  let scheduled: NodeJS.Immediate | null = null;

  const flush = (sessionId: SessionId) => {
    const commits = waiting.get(sessionId);
    if (!commits) return;
    waiting.delete(sessionId);
    broadcast(io, roomName(sessionId), 'room:commits', { sessionId, commits });
    sent(sessionId, commits);
  };

  const flushAll = () => {
    if (scheduled) clearImmediate(scheduled);
    scheduled = null;
    for (const sessionId of waiting.keys()) flush(sessionId);
  };

  return {
    push(sessionId, commits) {
      const gathered = waiting.get(sessionId);
      if (gathered) gathered.push(...commits);
      else waiting.set(sessionId, [...commits]);
      scheduled ??= setImmediate(flushAll);
    },
    flush,
    flushAll,
    close() {
      if (scheduled) clearImmediate(scheduled);
      waiting.clear();
    },
  };
}
