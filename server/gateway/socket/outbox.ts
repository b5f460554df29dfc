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
 * A room that was sent a frame so lately gathers. Nobody sees four milliseconds, and a room of 100 in which everybody
 * writes at once costs a third less: most of what it costs are the writes to its sockets, one a frame.
 */
const gatherMs = 4;

/**
 * Commits of a room leave in one frame per turn of the event loop, encoded once for everybody, and in a busy room at most
 * every few milliseconds. Under load many commits share a frame, which is where most of the cost of a delivery goes.
 */
export function createOutbox(
  io: CarrelServer,
  sent: (sessionId: SessionId, commits: readonly Commit[]) => void,
): Outbox {
  const waiting = new Map<SessionId, Commit[]>();
  /** When the rooms were sent to that may have to gather. */
  const sentAt = new Map<SessionId, number>();
  let soon: NodeJS.Immediate | null = null;
  let later: NodeJS.Timeout | null = null;

  const flush = (sessionId: SessionId) => {
    const commits = waiting.get(sessionId);
    if (!commits) return;
    waiting.delete(sessionId);
    sentAt.set(sessionId, performance.now());
    broadcast(io, roomName(sessionId), 'room:commits', { sessionId, commits });
    sent(sessionId, commits);
  };

  const cancel = () => {
    if (soon) clearImmediate(soon);
    if (later) clearTimeout(later);
    soon = null;
    later = null;
  };

  /** What has been sent long enough ago gathers no more, and what waits for such a room leaves. */
  const flushDue = () => {
    soon = null;
    const since = performance.now() - gatherMs;
    for (const [sessionId, at] of sentAt) if (at <= since) sentAt.delete(sessionId);
    for (const sessionId of waiting.keys()) if (!sentAt.has(sessionId)) flush(sessionId);
    if (sentAt.size > 0) later ??= setTimeout(flushLater, gatherMs);
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
      if (!sentAt.has(sessionId)) soon ??= setImmediate(flushDue);
    },
    flush,
    flushAll() {
      cancel();
      for (const sessionId of waiting.keys()) flush(sessionId);
    },
    close() {
      cancel();
      waiting.clear();
    },
  };
}
