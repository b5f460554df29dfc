// The peer: Socket.IO as one would write it, in a process of its own. A message is sent on to its room and acknowledged,
// as it came; or, with the argument `commits`, in a `room:commits` of the shape and size that Carrel makes of it.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

type Message = { readonly content: string; readonly at: number; readonly authorId: string };

const commitsOf = ({ content, at, authorId }: Message, sessionId: string) => {
  const id = randomUUID();
  const message = {
    id,
    authorId,
    type: 'TEXT',
    content,
    createdAt: at,
    editedAt: null,
    deletedAt: null,
    reactions: {},
  };
  const events = [{ type: 'chat.sent', message }];
  return { sessionId, commits: [{ epoch: 1, rev: 1_000, at, actorId: authorId, commandId: id, events }] };
};

const asCommits = process.argv[2] === 'commits';
const http = createServer();
const io = new Server(http, { serveClient: false, perMessageDeflate: false });
io.on('connection', (socket) => {
  const { room } = socket.handshake.auth as { room: string };
  void socket.join(room);
  socket.emit('joined');
  socket.on('message', (payload: Message, ack: (answer: object) => void) => {
    if (asCommits) io.to(room).emit('room:commits', commitsOf(payload, room));
    else io.to(room).emit('message', payload);
    ack({ ok: true });
  });
});
http.listen(0, '127.0.0.1', () => console.log(`ready ${(http.address() as AddressInfo).port}`));
