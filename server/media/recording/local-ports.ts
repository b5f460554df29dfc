import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const loopback = '127.0.0.1';

/** A port of this machine that is free, as is the next. Somebody else may be quicker to take it. */
export async function freePair(): Promise<number> {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one pair is looked for
    const port = await whileBound(0);
    // oxlint-disable-next-line no-await-in-loop -- one pair is looked for
    if (port !== null && (await whileBound(port + 1)) !== null) return port;
  }
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
  await new Promise<void>((resolve) => socket.send(bytes, port, loopback, () => resolve()));
  socket.close();
}
