import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type CuttableLink = {
  readonly port: number;
  /** From now on nothing gets through: open connections break, and new ones are refused. */
  cut(): void;
  mend(): void;
  close(): void;
};

/** A TCP relay on loopback that can be cut, as a network can. The server at the other end may come and go. */
export async function cuttableLink(targetPort: number): Promise<CuttableLink> {
  const sockets = new Set<Socket>();
  let state: 'whole' | 'cut' = 'whole';
  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(targetPort, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      state = 'cut';
      breakAll();
    },
    mend() {
      state = 'whole';
    },
    close() {
      server.close();
      breakAll();
    },
  };
}
