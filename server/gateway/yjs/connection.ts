import type { RawData, WebSocket } from 'ws';
import { MalformedError } from '../../docs/bytes.ts';
import type { LiveDocument } from '../../docs/document.ts';
import { closeCodes, type Access, type Author, type CloseReason, type Peer } from '../../docs/peer.ts';
import { frames, parseMessage } from '../../docs/wire.ts';
import type { Pace } from './pace.ts';

/** What may wait for somebody who does not read, beyond the largest single frame they were sent. They come back and sync. */
const capBytes = 2_000_000;
/** Who does not answer a close in this time is cut off. */
const closeMs = 2_000;

export type ConnectionDeps = {
  readonly now: () => number;
  readonly pace: Pace;
  /** Cut off because nobody read. */
  readonly onSlow: (author: Author) => void;
  readonly onError: (error: unknown) => void;
};

export type Connection = Peer & {
  readonly document: LiveDocument;
  setAccess(access: Access): void;
  /** Once in a while: shows the other end that this one lives, and cuts it off if it has not. */
  beat(): void;
};

/** One WebSocket on one document, from when both are ready until either goes. */
export function connect(socket: WebSocket, document: LiveDocument, author: Author, deps: ConnectionDeps): Connection {
  let state: 'open' | 'closing' = 'open';
  let alive = true;
  let quiet = true;
  let largest = 0;
  let pause: NodeJS.Timeout | null = null;

  const send = (frame: Uint8Array) => {
    if (socket.readyState !== socket.OPEN) return;
    quiet = false;
    largest = Math.max(largest, frame.length);
    socket.send(frame);
    if (socket.bufferedAmount <= capBytes + largest) return;
    deps.onSlow(author);
    leave();
    socket.terminate();
  };

  const leave = () => {
    state = 'closing';
    if (pause) clearTimeout(pause);
    document.leave(connection);
  };

  const close = (reason: CloseReason) => {
    if (state === 'closing') return;
    leave();
    socket.resume();
    end(socket, reason);
  };

  const slowDown = (forMs: number) => {
    if (forMs === 0 || pause) return;
    socket.pause();
    pause = setTimeout(() => {
      pause = null;
      socket.resume();
    }, forMs);
  };

  const receive = (data: RawData, isBinary: boolean) => {
    alive = true;
    if (state === 'closing') return;
    if (!isBinary || !(data instanceof Uint8Array)) return close('malformed');
    slowDown(deps.pace.count(data.length, deps.now()));
    try {
      const message = parseMessage(data);
      if (message.type === 'sync.request' && !deps.pace.sync(deps.now())) return close('tooFast');
      document.receive(connection, message);
    } catch (error) {
      if (!(error instanceof MalformedError)) deps.onError(error);
      close(error instanceof MalformedError ? 'malformed' : 'failed');
    }
  };

  const connection: Connection = {
    author,
    document,
    send,
    close,
    setAccess: (access) => document.setAccess(connection, access),
    beat() {
      // While it is not read it cannot answer.
      if (!alive && !pause) {
        leave();
        return socket.terminate();
      }
      alive = false;
      socket.ping();
      // Stock providers take 30 s without a message for a dead connection; pings do not count with them.
      if (quiet) send(frames.awareness(nobody));
      quiet = true;
    },
  };

  socket.on('message', receive);
  socket.on('pong', () => (alive = true));
  socket.on('close', leave);
  return connection;
}

/** An awareness update about nobody. */
const nobody = Uint8Array.of(0);

/** Closes a socket with a code of the contract, and sees to it that it goes. */
export function end(socket: WebSocket, reason: CloseReason): void {
  socket.close(closeCodes[reason], reason);
  seeOff(socket);
}

/** Cuts off a socket that is closing, if the other end does not answer. */
export function seeOff(socket: WebSocket): void {
  const late = setTimeout(() => socket.terminate(), closeMs);
  socket.once('close', () => clearTimeout(late));
}
