import type { CarrelSocket } from './types.ts';

/** How long a socket lives on after its token has expired: time enough for `auth:refresh`. */
const graceMs = 5_000;

export type Expiry = { arm(socket: CarrelSocket): void; disarm(socket: CarrelSocket): void };

/** A socket does not outlive its token. */
export function createExpiry(now: () => number): Expiry {
  const disarm = (socket: CarrelSocket) => {
    if (socket.data.expiry) clearTimeout(socket.data.expiry);
    socket.data.expiry = null;
  };
  return {
    disarm,
    arm(socket) {
      disarm(socket);
      const leftMs = socket.data.identity.expiresAt - now() + graceMs;
      socket.data.expiry = setTimeout(() => socket.disconnect(true), Math.max(0, leftMs));
    },
  };
}
