import type { SessionId } from '../../protocol/ids.ts';
import type { ServerCommand } from '../../domain/server-command.ts';
import type { Rooms } from '../../rooms/rooms.ts';

const againMs = 500;

export type Farewells = {
  /** Tells a room that a connection is gone; resolves when it has been told once, and goes on trying if it failed. */
  say(sessionId: SessionId, farewell: ServerCommand): Promise<void>;
  close(): void;
};

/**
 * A connection that closed must leave the room, even if the store is away just then: else its person would be there for
 * as long as this node lives. So a farewell is said until it is heard.
 */
export function createFarewells(rooms: Rooms): Farewells {
  const waiting = new Set<NodeJS.Timeout>();
  let closed = false;

  const say = async (sessionId: SessionId, farewell: ServerCommand): Promise<void> => {
    if (closed) return;
    const performed = await rooms.tell(sessionId, farewell);
    if (performed.ok || performed.refusal.code !== 'UNAVAILABLE' || closed) return;
    const timer = setTimeout(() => {
      waiting.delete(timer);
      void say(sessionId, farewell);
    }, againMs);
    waiting.add(timer);
  };

  return {
    say,
    close() {
      closed = true;
      for (const timer of waiting) clearTimeout(timer);
    },
  };
}
