// The peer: Socket.IO as one would write it, in a process of its own. A message is sent on to its room and acknowledged.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { serveClient: false, perMessageDeflate: false });
io.on('connection', (socket) => {
  const { room } = socket.handshake.auth as { room: string };
  void socket.join(room);
  socket.emit('joined');
  socket.on('message', (payload: { content: string }, ack: (answer: object) => void) => {
    io.to(room).emit('message', payload);
    ack({ ok: true });
  });
});
http.listen(0, '127.0.0.1', () => console.log(`ready ${(http.address() as AddressInfo).port}`));
