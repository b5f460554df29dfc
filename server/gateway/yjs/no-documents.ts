import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Several nodes do not share documents yet, and two nodes with each a copy of one's notes would be worse than none: so
 * they are refused where there are several. Providers try again, and say meanwhile that they are not connected.
 */
export function refuseDocuments(http: HttpServer): void {
  http.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    if (!request.url?.startsWith('/yjs/')) return;
    socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
}
