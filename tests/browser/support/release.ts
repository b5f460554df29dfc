import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A server behind which newer versions of the application can come out. */
export interface Releases {
  readonly url: string;
  /** From now on the service worker is another one. */
  release(): void;
  close(): void;
}

export async function releasesOf(port: number): Promise<Releases> {
  let version = 0;
  const sockets = new Set<Socket>();
  const front = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    const isWorker = url === '/service-worker.js';
    const wanted = isWorker ? { ...headers, 'accept-encoding': 'identity' } : headers;
    if (isWorker) for (const name of ['if-none-match', 'if-modified-since']) delete wanted[name];
    const passed = request({ port, host: '127.0.0.1', method, path: url, headers: wanted }, (given) => {
      const { 'content-length': _, ...kept } = given.headers;
      answer.writeHead(given.statusCode ?? 502, isWorker ? kept : given.headers);
      if (isWorker) answer.write(`// version ${version}\n`);
      given.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  front.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  front.on('upgrade', (asked, near: Socket, head) => {
    const far = connect(port, '127.0.0.1', () => {
      const lines = [`${asked.method} ${asked.url} HTTP/1.1`];
      for (let i = 0; i < asked.rawHeaders.length; i += 2)
        lines.push(`${asked.rawHeaders[i]}: ${asked.rawHeaders[i + 1]}`);
      far.write(`${lines.join('\r\n')}\r\n\r\n`);
      far.write(head);
      near.pipe(far).pipe(near);
    });
    far.on('error', () => near.destroy());
    near.on('error', () => far.destroy());
    near.once('close', () => far.destroy());
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  return {
    url: `http://localhost:${(front.address() as AddressInfo).port}`,
    release() {
      version += 1;
    },
    close() {
      front.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
