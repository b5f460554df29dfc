import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Returns what cuts off every connection of the server that is still open, WebSockets among them. A server that closes
 * waits for them all, and one that nobody reads at the other end would keep it for ever.
 */
export function trackConnections(http: Server): () => void {
  const open = new Set<Socket>();
  http.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}
