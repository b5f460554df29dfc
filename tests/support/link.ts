import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Link = {
  readonly url: string;
  /** What clients asked Redis, by the name of the command. */
  readonly asked: readonly string[];
  /** The next packet that asks for a script reaches Redis, but the connection breaks before the answer comes back. */
  cutNextAnswer(): void;
  /** Nothing comes through on the connections there are, and nobody is told. New ones work. */
  goSilent(): void;
  close(): void;
};

/** How a command begins: the count of its parts, and the first of them. */
const beginning = /(?:^|\r\n)\*\d+\r\n\$\d+\r\n(\w+)/g;

/** A relay in front of a Redis on loopback. */
export async function linkTo(targetPort: number): Promise<Link> {
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  let cut: 'no' | 'next' | 'now' = 'no';
  let generation = 0;

  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    const born = generation;
    for (const [socket, other] of [[near, far] as const, [far, near] as const]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.on('data', (packet) => {
      if (born < generation) return;
      // Two that were asked at once may come as one packet.
      const names = [...packet.toString('latin1').matchAll(beginning)].map(([, name = '']) => name);
      asked.push(...names);
      if (cut === 'next' && names.some((name) => name.startsWith('eval'))) cut = 'now';
      far.write(packet);
    });
    far.on('data', (packet) => {
      if (born < generation) return;
      if (cut === 'now') {
        cut = 'no';
        near.destroy();
      } else near.write(packet);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    cutNextAnswer: () => void (cut = 'next'),
    goSilent: () => void (generation += 1),
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
