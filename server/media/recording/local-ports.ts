import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const loopback = '127.0.0.1';

/** Ports that somebody here was given and has not given back. */
const given = new Set<number>();

/** A port of this machine that is free, as is the next; nobody else here gets them. Another program may be quicker. */
export async function takePair(): Promise<number> {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one pair is looked for
    const port = await whileBound(0);
    if (port === null || given.has(port) || given.has(port + 1)) continue;
    given.add(port).add(port + 1);
    // oxlint-disable-next-line no-await-in-loop -- one pair is looked for
    if ((await whileBound(port + 1)) !== null) return port;
    givePairBack(port);
  }
}

export function givePairBack(port: number): void {
  given.delete(port);
  given.delete(port + 1);
}

/** Whether somebody listens there. */
export const isTaken = async (port: number): Promise<boolean> => (await whileBound(port)) === null;

/** The port that was had for a moment, or null if that one cannot be. */
async function whileBound(port: number): Promise<number | null> {
  const socket = createSocket('udp4');
  try {
    socket.bind(port, loopback);
    await once(socket, 'listening');
    return socket.address().port;
  } catch {
    return null;
  } finally {
    socket.close();
  }
}

/** To whoever listens there. */
export async function sendTo(port: number, bytes: Uint8Array): Promise<void> {
  const socket = createSocket('udp4');
  // What does not get through is nobody's loss.
  await new Promise<void>((resolve) =>
    socket.on('error', () => resolve()).send(bytes, port, loopback, () => resolve()),
  );
  socket.close();
}
