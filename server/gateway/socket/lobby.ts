import { publicSessionsChanged } from '../../people/notifications/notification.ts';
import type { CarrelServer, CarrelSocket, SocketDeps } from './types.ts';

const lobbyName = 'lobby';
/** What happens together is told together, and thousands of lists are not asked for more often than this. */
const gatherMs = 300;
const everyMs = 3_000;

/** Whoever sits in no session is in the lobby. */
export function settleInLobby(socket: CarrelSocket): void {
  if (socket.data.seats.size > 0) void socket.leave(lobbyName);
  else if (socket.connected) void socket.join(lobbyName);
}

/** Tells whoever is in the lobby, and so may look at lists, that there are other public sessions now. */
export function createLobby(io: CarrelServer, { newId, now }: Pick<SocketDeps, 'newId' | 'now'>) {
  let timer: NodeJS.Timeout | null = null;
  let toldAt = -Infinity;

  function tell(): void {
    timer = null;
    toldAt = performance.now();
    io.to(lobbyName).emit('notification', publicSessionsChanged(newId(), now()));
  }

  return {
    changed(): void {
      timer ??= setTimeout(tell, Math.max(gatherMs, toldAt + everyMs - performance.now()));
    },
    close(): void {
      if (timer) clearTimeout(timer);
    },
  };
}
