import { randomUUID } from 'node:crypto';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { expect } from 'vitest';
import type { Commit } from '../../server/protocol/events.ts';
import type { RoomState } from '../../server/protocol/room.ts';
import type { Ack, Guest } from './plain-client.ts';

export type Push = { readonly name: string; readonly payload: Record<string, unknown> };
export type Auth = { sessionId?: string; invite?: string; since?: { epoch: number; rev: number }; protocol?: number };

/** One socket of a person, with a note of everything that came to it. */
export type Visitor = {
  readonly socket: Socket;
  readonly userId: string;
  /** Everything pushed, in order. */
  readonly pushes: readonly Push[];
  readonly commits: Commit[];
  /** The first push that says where the handshake's join led to. */
  readonly arrival: Push | null;
  ask(event: string, payload?: unknown): Promise<Ack>;
  /** A command with an id of its own, or the one given. */
  command(name: string, args?: object, commandId?: string): Promise<Ack>;
  join(auth?: Auth): Promise<Ack>;
  /** Resolves with the first push of that name, whether it came already or is still to come. */
  pushed(name: string): Promise<Record<string, unknown>>;
  gone(): Promise<void>;
  close(): void;
};

type Options = Partial<ManagerOptions & SocketOptions>;

/** Opens a socket; with a session, waits until it is in the room, at the door, or refused. Throws what refused it. */
export async function visit(
  url: string,
  guest: Guest,
  auth: Auth = {},
  options: Options = {},
  onConnected: (visitor: Visitor) => void = () => {},
): Promise<Visitor> {
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    ...options,
    auth: { token: guest.token, protocol: 1, ...auth },
  });
  const pushes: Push[] = [];
  const commits: Commit[] = [];
  socket.onAny((name: string, payload: Record<string, unknown>) => {
    pushes.push({ name, payload });
    if (name === 'room:commits') commits.push(...(payload as { commits: Commit[] }).commits);
  });
  const ask = (event: string, payload?: unknown) => socket.timeout(10_000).emitWithAck(event, payload) as Promise<Ack>;
  const visitor: Visitor = {
    socket,
    userId: guest.userId,
    pushes,
    commits,
    get arrival() {
      return pushes.find(({ name }) => name === 'room:joined' || name === 'room:refused') ?? null;
    },
    ask,
    command: (name, args = {}, commandId = randomUUID()) =>
      ask(name, { sessionId: auth.sessionId, commandId, ...args }),
    join: (other = auth) => ask('room:join', other),
    async pushed(name) {
      const find = () => pushes.find((push) => push.name === name)?.payload;
      await expect
        .poll(find, { timeout: 15_000, interval: 5, message: `${guest.name} waits for ${name}` })
        .toBeDefined();
      return find()!;
    },
    gone: () => new Promise((resolve) => (socket.connected ? socket.once('disconnect', () => resolve()) : resolve())),
    close: () => void socket.close(),
  };
  const arrived = new Promise<void>((resolve) => {
    socket.once('room:joined', () => resolve());
    socket.once('room:refused', () => resolve());
    socket.once('disconnect', () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => {
      socket.close();
      reject(error);
    });
  });
  onConnected(visitor);
  if (auth.sessionId) await arrived;
  return visitor;
}

/** The `data.code` with which a handshake was refused. */
export async function refusedWith(handshake: Promise<unknown>): Promise<string> {
  const error = await handshake.then(
    () => null,
    (reason: unknown) => reason,
  );
  return (error as { data?: { code?: string } } | null)?.data?.code ?? `not refused: ${String(error)}`;
}

export const codeOf = (ack: Ack): string => (ack.ok ? 'OK' : (ack.error?.code ?? 'no code'));
export const arrivalCode = ({ arrival }: Visitor): string =>
  arrival?.name === 'room:refused'
    ? (arrival.payload as { error: { code: string } }).error.code
    : (arrival?.payload['waiting'] ?? false)
      ? 'WAITING'
      : 'OK';
/** What the handshake's join answered. */
export const joinedAt = ({ arrival }: Visitor) =>
  arrival?.payload as { epoch: number; rev: number; snapshot?: RoomState; commits?: Commit[] };
/** Where somebody stands who saw every commit since they joined; fails on a gap or a repetition. */
export function seenInOrder(visitor: Visitor): number {
  const { rev } = joinedAt(visitor);
  expect(visitor.commits.map((commit) => commit.rev)).toEqual(visitor.commits.map((_, index) => rev + 1 + index));
  return rev + visitor.commits.length;
}
