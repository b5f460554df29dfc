import type { SessionId } from '../../protocol/ids.ts';
import { roomName, type CarrelServer, type CarrelSocket } from './types.ts';

/** What may wait for one client that does not read, before it is cut off. It resumes from its cursor. */
const capBytes = 1_000_000;
/** A room's sockets are looked at each time about this much was sent to it. */
const lookEveryBytes = 128_000;
/** What a commit weighs, roughly: the look need not be exact, only bounded. */
const commitBytes = 400;

/**
 * Cuts off clients whose unread bytes pass the cap, so that one paused tab costs bounded memory and others do not
 * notice. Looking is paid for by sending: an idle server looks at nobody.
 */
export function watchSlowClients(io: CarrelServer, cut: (socket: CarrelSocket) => void) {
  const sentBytes = new Map<SessionId, number>();

  const look = (sessionId: SessionId) => {
    for (const id of io.of('/').adapter.rooms.get(roomName(sessionId)) ?? []) {
      const socket = io.of('/').sockets.get(id);
      if (socket && unreadBytes(socket) > capBytes) {
        cut(socket);
        socket.disconnect(true);
      }
    }
  };

  return (sessionId: SessionId, commits: readonly { events: readonly object[] }[]): void => {
    const events = commits.reduce((count, { events: list }) => count + Math.max(1, list.length), 0);
    const sent = (sentBytes.get(sessionId) ?? 0) + events * commitBytes;
    if (sent < lookEveryBytes) return void sentBytes.set(sessionId, sent);
    sentBytes.delete(sessionId);
    look(sessionId);
  };
}

/** Bytes that left Socket.IO and not the process, and packets that did not even leave Socket.IO. */
function unreadBytes(socket: CarrelSocket): number {
  const { transport, writeBuffer } = socket.conn as unknown as {
    transport: { socket?: { bufferedAmount?: number } };
    writeBuffer: { data?: string | Buffer }[];
  };
  const queued = writeBuffer.reduce((bytes, { data }) => bytes + (data?.length ?? 0), 0);
  return queued + (transport.socket?.bufferedAmount ?? 0);
}
