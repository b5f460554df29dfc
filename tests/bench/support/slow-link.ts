import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

export type SlowLink = { readonly port: number; close(): void };

/**
 * A TCP relay on loopback whose packets take `delayMs()` each way, in order. The first bytes of a client wait a round
 * trip longer, which is what opening a TCP connection over such a link costs.
 */
export async function slowLink(targetPort: number, delayMs: () => number): Promise<SlowLink> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    const handshakeMs = delayMs() + delayMs();
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    relay(near, far, delayMs, handshakeMs);
    relay(far, near, delayMs, 0);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function relay(from: Socket, to: Socket, delayMs: () => number, firstMs: number): void {
  const openAt = performance.now() + firstMs;
  let lastAt = openAt;
  const later = (act: () => void) => {
    // A packet is never overtaken by the one after it, however short that one's delay is.
    const at = Math.max(lastAt, Math.max(openAt, performance.now()) + delayMs());
    lastAt = at;
    setTimeout(act, at - performance.now());
  };
  from.on('data', (bytes) => later(() => void to.write(bytes)));
  from.on('end', () => later(() => void to.end()));
}
