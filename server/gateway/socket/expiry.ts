import type { CarrelServer } from './types.ts';

/** How long a socket lives on after its token has expired: time enough for `auth:refresh`. */
const graceMs = 5_000;
/** A look costs microseconds; a timer for each socket, memory, and one that a late refresh sets outlives its socket. */
const lookEveryMs = 500;

/** A socket does not outlive its token. Returns what ends the watch. */
export function watchExpiry(io: CarrelServer, now: () => number): () => void {
  const look = () => {
    const at = now();
    for (const socket of io.of('/').sockets.values()) {
      if (socket.data.identity.expiresAt + graceMs <= at) socket.disconnect(true);
    }
  };
  const looking = setInterval(look, lookEveryMs);
  return () => clearInterval(looking);
}
