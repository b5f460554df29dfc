import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  createEncoder,
  toUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
  type Encoder,
} from 'lib0/encoding';
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding';
import { WebSocket } from 'ws';
import { startServerProcess } from '../../support/server-process.ts';
import { gather, type Gathering } from '../../support/documents/people.ts';
import { benchToken } from './document-store.ts';

/** A server under measurement, and how to be connected to document number `document`. */
export type DocumentPeer = {
  readonly name: string;
  readonly pid: number;
  open(document: number): Promise<Channel>;
  end(): Promise<void>;
};

/** A bare connection: no Y.Doc behind it, so that the measuring process keeps up. */
export type Channel = {
  readonly socket: WebSocket;
  send(update: Uint8Array): void;
  /** Asks for the document; answers it. */
  sync(): Promise<Uint8Array>;
  /** Calls back with every update that comes. */
  onUpdate(listener: (update: Uint8Array) => void): void;
};

const frame = (prefix: string | null, write: (encoder: Encoder) => void): Uint8Array => {
  const encoder = createEncoder();
  if (prefix !== null) writeVarString(encoder, prefix);
  write(encoder);
  return toUint8Array(encoder);
};

/** The sync protocol on a socket. `prefix`: the name that Hocuspocus wants before each message. */
function channel(socket: WebSocket, prefix: string | null): Channel {
  let onUpdate: (update: Uint8Array) => void = () => {};
  let onAnswer: (update: Uint8Array) => void = () => {};
  socket.on('message', (data: Buffer) => {
    const decoder = createDecoder(data);
    if (prefix !== null) readVarString(decoder);
    if (readVarUint(decoder) !== 0) return;
    const step = readVarUint(decoder);
    if (step === 1) onAnswer(readVarUint8Array(decoder));
    if (step === 2) onUpdate(readVarUint8Array(decoder));
  });
  return {
    socket,
    send: (update) =>
      socket.send(
        frame(prefix, (encoder) => {
          writeVarUint(encoder, 0);
          writeVarUint(encoder, 2);
          writeVarUint8Array(encoder, update);
        }),
      ),
    sync() {
      const answer = new Promise<Uint8Array>((resolve) => (onAnswer = resolve));
      socket.send(
        frame(prefix, (encoder) => {
          writeVarUint(encoder, 0);
          writeVarUint(encoder, 0);
          writeVarUint8Array(encoder, Uint8Array.of(0));
        }),
      );
      return answer;
    },
    onUpdate: (listener) => (onUpdate = listener),
  };
}

async function startPeer(name: string, file: string) {
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const end = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { name, pid: child.pid!, url: `ws://127.0.0.1:${line.split(' ')[1]}`, end };
}

const opened = async (url: string): Promise<WebSocket> => {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  return socket;
};

export async function startYWebsocket(): Promise<DocumentPeer> {
  const { url, ...peer } = await startPeer('@y/websocket-server', './y-websocket-server.ts');
  const open = async (document: number) =>
    channel(await opened(`${url}/document-${document}?token=${await benchToken()}`), null);
  return { ...peer, open };
}

export async function startHocuspocus(): Promise<DocumentPeer> {
  const { url, ...peer } = await startPeer('Hocuspocus', './hocuspocus-server.ts');
  const open = async (document: number) => {
    const name = `document-${document}`;
    const socket = await opened(url);
    const admitted = once(socket, 'message');
    const token = await benchToken();
    socket.send(
      frame(name, (encoder) => {
        writeVarUint(encoder, 2);
        writeVarUint(encoder, 0);
        writeVarString(encoder, token);
        writeVarString(encoder, '4.7.0');
      }),
    );
    await admitted;
    return channel(socket, name);
  };
  return { ...peer, open };
}

export async function startCarrelDocuments(): Promise<DocumentPeer> {
  const server = await startServerProcess({ env: { RATE_LIMITS: 'off', LOG_LEVEL: 'error' } });
  const gatherings = new Map<number, Promise<Gathering>>();
  return {
    name: 'Carrel',
    pid: server.pid,
    async open(document) {
      const gathering = gatherings.get(document) ?? gather(server.url);
      gatherings.set(document, gathering);
      const { sessionId, join } = await gathering;
      const { token } = await join();
      return channel(await opened(`${server.url.replace('http', 'ws')}/yjs/${sessionId}/notes?token=${token}`), null);
    },
    end: async () => void (await server.end()),
  };
}
