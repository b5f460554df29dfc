// The peer: @y/websocket-server as its own server sets it up, with tokens, and storing each update as y-leveldb does.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setPersistence, setupWSConnection } from '@y/websocket-server/utils';
import { WebSocketServer } from 'ws';
import { checkToken, openStore } from './document-store.ts';

const store = openStore();
setPersistence({
  provider: store,
  bindState(name: string, doc: { on(event: 'update', listener: (update: Uint8Array) => void): void }) {
    doc.on('update', (update) => store.append(name, update));
  },
  async writeState() {},
});

const http = createServer();
const server = new WebSocketServer({ noServer: true });
server.on('connection', setupWSConnection);
http.on('upgrade', (request, socket, head) => {
  const token = new URL(request.url ?? '/', 'http://localhost').searchParams.get('token') ?? '';
  checkToken(token).then(
    () => server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened, request)),
    () => socket.destroy(),
  );
});
http.listen(0, '127.0.0.1', () => console.log(`ready ${(http.address() as AddressInfo).port}`));
