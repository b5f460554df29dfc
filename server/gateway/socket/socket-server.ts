import type { Server as HttpServer } from 'node:http';
import { Server, type ServerOptions } from 'socket.io';
import { commandArgs, type CommandName } from '../../protocol/commands.ts';
import { refuse } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import { mediaRequests, type MediaRequestName } from '../../protocol/media.ts';
import { requests, signals, type Notification, type RequestName, type SignalName } from '../../protocol/socket.ts';
import { toWire } from '../../domain/apply.ts';
import { asPerson, type Event, type Person } from '../../domain/room.ts';
import { answerCommand } from './answer-command.ts';
import { createRequests } from './answer-request.ts';
import { watchExpiry } from './expiry.ts';
import { createFarewells } from './farewells.ts';
import { answerMedia } from './media.ts';
import { admitSockets, mayConnectFrom, type Hello } from './handshake.ts';
import { createLobby, settleInLobby } from './lobby.ts';
import { createOutbox } from './outbox.ts';
import { createSeats } from './seats.ts';
import { passOn } from './signals.ts';
import { allSent, watchSlowClients } from './slow-clients.ts';
import { personName, refusedAck, roomName, type CarrelServer, type CarrelSocket, type SocketDeps } from './types.ts';

/** How long answers under way at the end are waited for, and then their way to the clients. */
const answerWithinMs = 2_000;
const sendWithinMs = 500;

export type SocketGateway = {
  /** Tells every socket of a person. */
  notify(userId: UserId, notification: Notification): void;
  /** Tells everybody who may look at lists of public sessions; soon, and not for each change. */
  publicSessionsChanged(): void;
  /** From now on a person's sockets speak for somebody who looks so. */
  look(person: Person): void;
  /** Closes every socket of a person, whose token holds no more. */
  revoke(userId: UserId): void;
  /**
   * Asks clients to go, and to come back at moments spread over a time, and no longer tells rooms when they do: whoever comes back was never away. Nothing is begun any
   * more; resolves when what was begun has been answered, and the answers have been sent, or soon in any case.
   */
  drain(reconnectInMs: number, spreadMs: number): Promise<void>;
  close(): Promise<void>;
};

/** The wire allows numbers as well. */
type EventName = string | number;

export type SocketOptions = {
  readonly allowedOrigins: readonly string[];
  readonly trustProxy: boolean;
  /** Reaches the sockets of other nodes; without it there are none. */
  readonly adapter?: ServerOptions['adapter'];
};

export function attachSockets(http: HttpServer, deps: SocketDeps, options: SocketOptions): SocketGateway {
  const fromHere = mayConnectFrom(options.allowedOrigins, options.trustProxy);
  const io: CarrelServer = new Server(http, {
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: 200_000,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    connectTimeout: 10_000,
    // A page of an allowed site may poll as well.
    cors: { origin: [...options.allowedOrigins], credentials: true },
    ...(options.adapter ? { adapter: options.adapter } : {}),
    allowRequest: (request, decide) => decide(fromHere(request) ? null : 'Origin not allowed', fromHere(request)),
  });
  const { rooms, log, metrics } = deps;
  const hellos = new WeakMap<CarrelSocket, Hello>();
  const stopExpiry = watchExpiry(io, deps.now);
  const farewells = createFarewells(rooms);
  const lobby = createLobby(io, deps);
  const slowClients = watchSlowClients(io, (socket) => {
    metrics.cutOff.inc();
    log.warn({ socket: socket.id, userId: socket.data.identity.userId }, 'A client that does not read was cut off');
  });
  const outbox = createOutbox(io, (sessionId, commits) => slowClients.sent(sessionId, commits));
  /** Events that have not been answered yet. */
  const underWay = new Set<Promise<void>>();
  let state: 'serving' | 'draining' = 'serving';
  const seats = createSeats(deps, outbox, farewells);
  const answerRequest = createRequests(deps, seats, outbox);

  const removeListener = rooms.onCommits((live, commits) => {
    const stored = live.current;
    if (!stored) return;
    if (io.of('/').adapter.rooms.has(roomName(live.sessionId))) outbox.push(live.sessionId, commits.map(toWire));
    if (commits.some(({ events }) => events.some(movesSeats))) seats.reconcile(live, stored, commits);
  });
  const removeResetListener = rooms.onReset((live) => {
    const stored = live.current;
    if (!stored) return;
    // Beyond all they know: clients ask for what they lack, and are told the rest by `room:since`.
    const { epoch, rev, room } = stored;
    const notice = { epoch, rev, at: room.backstage.lastAt, actorId: null, events: [] };
    if (io.of('/').adapter.rooms.has(roomName(live.sessionId))) outbox.push(live.sessionId, [notice]);
    seats.realign(live, stored);
  });

  // Async, so that even what it throws at once is a rejection: Socket.IO calls it where nobody catches.
  const respond = async (socket: CarrelSocket, name: EventName, payload: unknown): Promise<unknown> => {
    if (Object.hasOwn(commandArgs, name)) return answerCommand(deps, socket, name as CommandName, payload);
    if (Object.hasOwn(requests, name)) return answerRequest(socket, name as RequestName, payload);
    if (Object.hasOwn(mediaRequests, name)) return answerMedia(deps, socket, name as MediaRequestName, payload);
    if (Object.hasOwn(signals, name)) return passOn(deps, socket, name as SignalName, payload);
    return refusedAck(refuse('VALIDATION_FAILED', `There is no event ${String(name).slice(0, 40)}`));
  };

  /** The one door of every event: whatever comes is answered if it can be, and nothing gets further than here. */
  const receive = (socket: CarrelSocket, name: EventName, args: readonly unknown[]): void => {
    // What comes while the server goes is not begun: its sender asks the next one again.
    if (state === 'draining') return;
    // What was read together with the last thing a closed socket said.
    if (!socket.connected) return;
    // Answers are sent to who asks and does not read, too.
    if (slowClients.isSlow(socket)) return slowClients.cut(socket);
    const last = args.at(-1);
    const ack = typeof last === 'function' ? (last as (answer: unknown) => void) : () => {};
    const payload = args[0] === last && typeof last === 'function' ? undefined : args[0];
    const answered = respond(socket, name, payload)
      .catch((error: unknown) => {
        log.error({ err: error, socket: socket.id, event: name }, 'An event failed');
        return refusedAck(refuse('INTERNAL', 'Something went wrong'));
      })
      .then(ack)
      .catch((error: unknown) => log.error({ err: error, socket: socket.id, event: name }, 'An answer failed'))
      .finally(() => underWay.delete(answered));
    underWay.add(answered);
  };

  // The token of a socket says how its person looked when it was issued.
  const see = (person: Person): void => {
    deps.onLook(person.userId);
    for (const id of io.of('/').adapter.rooms.get(personName(person.userId)) ?? []) {
      const socket = io.of('/').sockets.get(id);
      if (socket) socket.data.identity = { ...socket.data.identity, ...asPerson(person) };
    }
  };

  io.on('seen', see);
  // From another node, which closes the sockets of this one as well.
  io.on('revoked', deps.onRevoked);
  io.use(admitSockets(deps, hellos));
  io.on('connection', (socket) => {
    metrics.connections.inc();
    socket.onAny((name: EventName, ...args: unknown[]) => receive(socket, name, args));
    socket.on('disconnect', () => {
      metrics.connections.dec();
      seats.vacate(socket);
    });
    void socket.join(personName(socket.data.identity.userId));
    const hello = hellos.get(socket);
    hellos.delete(socket);
    letGoOfHandshake(socket);
    // Between the question and the room of the person, in which sockets are closed.
    if (hello && deps.revokedSince(hello.mark, socket.data.identity.userId)) return void socket.disconnect(true);
    if (hello?.sessionId) void joinAtOnce(socket, { ...hello, sessionId: hello.sessionId });
    else settleInLobby(socket);
  });

  /** The answer of the join is pushed: no further round trip between the handshake and the room. */
  const joinAtOnce = async (
    socket: CarrelSocket,
    { sessionId, invite, since }: Hello & Required<Pick<Hello, 'sessionId'>>,
  ) => {
    const asked = { sessionId, ...(invite ? { invite } : {}), ...(since ? { since } : {}) };
    const answer = await answerRequest(socket, 'room:join', asked).catch((error: unknown) => {
      log.error({ err: error, socket: socket.id }, 'A join failed');
      return refusedAck(refuse('INTERNAL', 'Something went wrong'));
    });
    if (answer.ok) socket.emit('room:joined', { sessionId, ...answer });
    else {
      socket.emit('room:refused', { sessionId, error: answer.error });
      settleInLobby(socket);
    }
  };

  return {
    notify(userId, notification) {
      io.to(personName(userId)).emit('notification', notification);
    },
    publicSessionsChanged: () => lobby.changed(),
    look(person) {
      see(person);
      io.serverSideEmit('seen', person);
    },
    revoke(userId) {
      // First no more are let in, then those that were are closed: on each node in this order.
      deps.onRevoked(userId);
      io.serverSideEmit('revoked', userId);
      io.in(personName(userId)).disconnectSockets(true);
    },
    async drain(reconnectInMs, spreadMs) {
      state = 'draining';
      farewells.close();
      for (const socket of io.of('/').sockets.values()) {
        socket.emit('server:draining', { reconnectInMs: reconnectInMs + Math.round(Math.random() * spreadMs) });
      }
      const late = new Promise<void>((resolve) => void setTimeout(resolve, answerWithinMs).unref());
      await Promise.race([Promise.all(underWay), late]);
      outbox.flushAll();
      await allSent(io, sendWithinMs);
    },
    async close() {
      state = 'draining';
      removeListener();
      removeResetListener();
      farewells.close();
      lobby.close();
      outbox.close();
      stopExpiry();
      await io.close();
    },
  };
}

/** Events after which a socket may sit elsewhere than before. */
function movesSeats({ type }: Event): boolean {
  return type.startsWith('connection.') || type === 'session.ended' || type === 'session.cancelled';
}

/** What a finished handshake said weighs kilobytes on every idle connection, and nothing here reads it again. */
const forgotten = Object.freeze({ headers: {}, query: {}, auth: {} });

function letGoOfHandshake(socket: CarrelSocket): void {
  Object.assign(socket, { handshake: forgotten });
  if (socket.conn.transport.name !== 'websocket') return;
  Object.assign(socket.conn, { request: null });
}
