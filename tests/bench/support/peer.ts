import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { io, type Socket } from 'socket.io-client';
import { nodeFlags, type ServerProcess } from '../../support/server-process.ts';
import { openSession, startMeasured, type OpenSession } from './carrel.ts';

/** A server under measurement: how a client gets into room number `room`, and what a message is there. */
export type Peer = {
  readonly name: string;
  readonly pid: number;
  /** What it has printed, newest last. */
  readonly output: readonly string[];
  /** All that somebody needs to come into the room, an account and a session where it takes them; answers their way in. */
  admit(room: number): Promise<() => Promise<Member>>;
  /** A socket that is in the room. */
  enter(room: number): Promise<Member>;
  end(): Promise<void>;
};

export type Member = {
  readonly socket: Socket;
  /** Sends one message of about 190 bytes and resolves when it is acknowledged. */
  readonly send: () => Promise<void>;
  /** Calls back with how many messages each frame brought. */
  readonly onDelivery: (listener: (messages: number) => void) => void;
};

type Env = Readonly<Record<string, string>>;

const content = 'x'.repeat(120);
const options = { transports: ['websocket'], forceNew: true, reconnection: false };

/** `frame`: what it makes of a message, see bare-server.ts. With the flags of V8 that Carrel has: without, it holds more. */
export async function startBare(frame: 'message' | 'commits' = 'message', env: Env = {}): Promise<Peer> {
  const file = fileURLToPath(new URL('./bare-server.ts', import.meta.url));
  const child = spawn(process.execPath, [...nodeFlags, file, frame], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const output: string[] = [];
  const lines = createInterface({ input: child.stdout }).on('line', (printed) => void output.push(printed));
  const [line] = (await once(lines, 'line')) as [string];
  const url = `http://127.0.0.1:${line.split(' ')[1]}`;
  const enter = async (room: number): Promise<Member> => {
    const socket = io(url, { ...options, auth: { room: `room-${String(room).padStart(31, '0')}` } });
    await arrived(socket, 'joined');
    return {
      socket,
      send: async () =>
        void (await socket.emitWithAck('message', { content, at: Date.now(), authorId: 'x'.repeat(36) })),
      onDelivery: (listener) => void socket.on(frame === 'commits' ? 'room:commits' : 'message', () => listener(1)),
    };
  };
  return {
    name: frame === 'commits' ? 'bare Socket.IO with the same bytes' : 'bare Socket.IO',
    pid: child.pid!,
    output,
    enter,
    admit: async (room) => () => enter(room),
    async end() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

export const startCarrel = async (env: Env = {}): Promise<Peer> => carrelPeer('Carrel', await startMeasured(env));

/** A Carrel that is there: `ways` lead to its nodes, which take turns in letting people in. */
export function carrelPeer(name: string, server: ServerProcess, ways: readonly string[] = [server.url]): Peer {
  let entered = 0;
  const rooms = new Map<number, Promise<OpenSession>>();
  const admit = async (room: number) => {
    const url = ways[entered++ % ways.length]!;
    const { sessionId, guest } = await (rooms.get(room) ?? rooms.set(room, openSession(server)).get(room)!);
    const auth = { token: await guest(), protocol: 1, sessionId };
    return async (): Promise<Member> => {
      const socket = io(url, { ...options, auth });
      await arrived(socket, 'room:joined');
      return {
        socket,
        async send() {
          const answer: unknown = await socket.emitWithAck('chat:send', {
            sessionId,
            commandId: crypto.randomUUID(),
            content,
          });
          if (!(answer as { ok: boolean }).ok) throw new Error(JSON.stringify(answer));
        },
        onDelivery: (listener) =>
          void socket.on('room:commits', ({ commits }: { commits: unknown[] }) => listener(commits.length)),
      };
    };
  };
  return {
    name,
    pid: server.pid,
    output: server.output,
    admit,
    enter: async (room) => (await admit(room))(),
    end: async () => void (await server.end()),
  };
}

function arrived(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.once('connect_error', reject);
    socket.once('room:refused', (refusal) => reject(new Error(JSON.stringify(refusal))));
  });
}
