import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Of no meaning to anybody, and below those that systems give away (from 32768 on with Linux). */
const [first, end] = [11_000, 32_768];

/**
 * A port of loopback for a server that may be ended and started again: nobody is given it meanwhile, as one that the
 * system has chosen might be, by other tests that listen on 0 or connect somewhere.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(first, end);
    // oxlint-disable-next-line no-await-in-loop -- until one is free
    if (await isFree(port)) return port;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => void server.close(() => resolve(true)));
  });
