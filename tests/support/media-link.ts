import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A way for media that can be cut, as a network can. */
export type MediaLink = {
  /** What the server is to be told with MEDIA_ANNOUNCED_ADDRESS; it listens on 127.0.0.1, on the same port. */
  readonly address: string;
  /** From now on nothing gets through, and nobody is told. */
  cut(): void;
  mend(): void;
  close(): void;
};

/** A UDP relay on another loopback address in front of these ports of 127.0.0.1. */
export async function mediaLink(ports: readonly number[]): Promise<MediaLink> {
  const address = '127.0.0.2';
  const sockets: Socket[] = [];
  let whole = true;
  await Promise.all(ports.map(open));

  async function open(port: number): Promise<void> {
    const near = createSocket('udp4');
    const fars = new Map<string, Socket>();
    sockets.push(near);
    near.on('message', (packet, from) => {
      if (!whole) return;
      const name = `${from.address}:${from.port}`;
      let far = fars.get(name);
      if (!far) {
        far = createSocket('udp4');
        sockets.push(far);
        fars.set(name, far);
        far.on('message', (answer) => {
          if (whole) near.send(answer, from.port, from.address);
        });
      }
      far.send(packet, port, '127.0.0.1');
    });
    near.bind(port, address);
    await once(near, 'listening');
  }

  return {
    address,
    cut: () => void (whole = false),
    mend: () => void (whole = true),
    close() {
      for (const socket of sockets) socket.close();
    },
  };
}
