import type { SessionId } from '../../protocol/ids.ts';
import { engineOf } from './engine.ts';
import { roomName, type CarrelServer, type CarrelSocket } from './types.ts';

/** What may wait for one client that does not read, before it is cut off. It resumes from its cursor. */
const capBytes = 1_000_000;
/** A room's sockets are looked at each time about this much was sent to it. */
const lookEveryBytes = 128_000;
/** What a commit weighs, roughly: the look need not be exact, only bounded. */
const commitBytes = 400;

export type SlowClients = {
  /** Commits were sent to a room. */
  sent(sessionId: SessionId, commits: readonly { events: readonly object[] }[]): void;
  isSlow(socket: CarrelSocket): boolean;
  cut(socket: CarrelSocket): void;
};

/**
 * Cuts off clients whose unread bytes pass the cap, so that one paused tab costs bounded memory and others do not
 * notice. Looking is paid for by sending: an idle server looks at nobody.
 */
export function watchSlowClients(io: CarrelServer, onCut: (socket: CarrelSocket) => void): SlowClients {
  // By the channel itself, which is gone when the last one left.
  const sentBytes = new WeakMap<ReadonlySet<string>, number>();

  const cut = (socket: CarrelSocket) => {
    onCut(socket);
    const { socket: connection } = engineOf(socket).transport;
    socket.disconnect(true);
    // A good-bye would wait behind all that is not being read.
    connection?.terminate();
  };

  const look = (channel: ReadonlySet<string>) => {
    for (const id of channel) {
      const socket = io.of('/').sockets.get(id);
      if (socket && isSlow(socket)) cut(socket);
    }
  };

  return {
    isSlow,
    cut,
    sent(sessionId, commits) {
      const channel = io.of('/').adapter.rooms.get(roomName(sessionId));
      if (!channel) return;
      const events = commits.reduce((count, { events: list }) => count + Math.max(1, list.length), 0);
      const sent = (sentBytes.get(channel) ?? 0) + events * commitBytes;
      sentBytes.set(channel, sent < lookEveryBytes ? sent : 0);
      if (sent >= lookEveryBytes) look(channel);
    },
  };
}

/** Resolves when every socket's packets have left Socket.IO, or after `withinMs`. */
export async function allSent(io: CarrelServer, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  const waiting = () => [...io.of('/').sockets.values()].some((socket) => engineOf(socket).writeBuffer.length > 0);
  // oxlint-disable-next-line no-await-in-loop -- packets leave one turn at a time
  while (waiting() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
}

const isSlow = (socket: CarrelSocket): boolean => unreadBytes(socket) > capBytes;

/** Bytes that left Socket.IO and not the process, and packets that did not even leave Socket.IO. */
function unreadBytes(socket: CarrelSocket): number {
  const { transport, writeBuffer } = engineOf(socket);
  const queued = writeBuffer.reduce((bytes, { data }) => bytes + (data?.length ?? 0), 0);
  return queued + (transport.socket?.bufferedAmount ?? 0);
}
