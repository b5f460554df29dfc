import type { Handshake, Push, Transport, TransportEvents, Way } from '../../../client/sdk/connection/transport.ts';
import { applyCommit, toWire } from '../../../server/domain/apply.ts';
import { decide, type AnyCommand } from '../../../server/domain/decide.ts';
import type { Actor } from '../../../server/domain/decision.ts';
import { openRoom, type Person, type Room, type StoredCommit } from '../../../server/domain/room.ts';
import { commandArgs, type CommandName } from '../../../server/protocol/commands.ts';
import { refuse, type Refusal } from '../../../server/protocol/errors.ts';
import { invalid } from '../../../server/protocol/refusal-schema.ts';
import type { Commit, Cursor } from '../../../server/protocol/events.ts';
import type { CommandId, ConnectionId, SessionId, UserId } from '../../../server/protocol/ids.ts';
import { defaultSettings } from '../../../server/protocol/defaults.ts';
import type { RoomState, Settings } from '../../../server/protocol/room.ts';
import type { CommandAnswer } from '../../../server/protocol/socket.ts';
import { personIn } from './tokens.ts';

/** What crosses the wire, either way. `hold`: later by so much; `drop`: never. */
export interface Letter {
  readonly to: 'server' | 'client';
  readonly name: string;
  readonly payload: unknown;
  readonly isAck: boolean;
}
type Fate = 'pass' | 'drop' | { readonly laterMs: number };

export const sessionId = '5e551040-0000-4000-8000-000000000001' as SessionId;
export const ada: Person = { userId: 'ada00000-0000-4000-8000-000000000001' as UserId, name: 'Ada', avatarUrl: null };
export const bob: Person = { userId: 'b0b00000-0000-4000-8000-000000000002' as UserId, name: 'Bob', avatarUrl: null };

interface Connection {
  readonly id: ConnectionId;
  readonly person: Person;
  readonly events: TransportEvents;
  readonly pipe: { in: number; out: number };
  open: boolean;
  knocked: boolean;
  joined: boolean;
}

export interface FakeServerOptions {
  readonly owner?: Person;
  readonly settings?: Partial<Settings>;
  /** How far the server's clock is from the device's. */
  readonly skewMs?: number;
  readonly oneWayMs?: () => number;
}

/**
 * A server in memory: the real rules behind a wire that can be cut, slowed, made to lose and reorder. Bytes keep their
 * order each way, as TCP does, but for those a test holds back on purpose.
 */
export function createFakeServer(options: FakeServerOptions = {}) {
  const { owner = ada, settings = {}, skewMs = 0, oneWayMs = () => 10 } = options;
  const now = () => Date.now() + skewMs;
  let room: Room = openRoom({
    sessionId,
    title: 'Reading',
    type: 'GROUP',
    owner,
    settings: { ...defaultSettings, isPublic: true, ...settings },
    invited: [],
    inviteSecret: 'secret',
    createdAt: now(),
  });
  let epoch = 1;
  let rev = 0;
  let log: StoredCommit[] = [];
  const accepted = new Map<string, CommandAnswer>();
  const connections = new Set<Connection>();
  let ids = 0;
  const newId = () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`;

  const server = {
    now,
    handshakes: [] as { handshake: Handshake; way: Way; at: number }[],
    received: [] as { name: string; payload: unknown }[],
    /** How the next attempts to connect go. */
    reach: 'open' as 'open' | 'unreachable' | 'silent',
    /** Turns handshakes down, if it says why. */
    admit: (_handshake: Handshake): Refusal | null => null,
    /** Turns commands and requests down, if it says why. */
    object: (_name: string, _payload: unknown): Refusal | null => null,
    fate: (_letter: Letter): Fate => 'pass',
    transport: { open } satisfies Transport,
    state: (): RoomState => room.state,
    cursor: (): Cursor => ({ epoch, rev }),
    log: () => log,
    connectionCount: () => connections.size,
    tell,
    append,
    /** All connections end, and the clients are told. */
    cut() {
      for (const connection of connections) {
        drop(connection);
        connection.events.closed();
      }
    },
    push(push: Push) {
      for (const connection of connections) send(connection, push);
    },
    /** The store lost what came after `at` and goes on in a new epoch. */
    loseSince(at: number) {
      const kept = log.filter((commit) => commit.rev <= at);
      const genesis = log[0] ? rewound : room;
      room = kept.reduce(applyCommit, genesis);
      log = kept.map((commit) => ({ ...commit, epoch: epoch + 1 }));
      rev = at;
      epoch += 1;
    },
  };
  const rewound = room;
  return server;

  function commit(actor: Actor, command: AnyCommand, commandId: CommandId): CommandAnswer | Refusal {
    const actorId = actor.kind === 'person' ? actor.person.userId : null;
    const before = accepted.get(`${actorId} ${commandId}`);
    if (before) return before;
    const at = now();
    const decision = decide(room, actor, command, { now: at, commandId, maxParticipants: 50 });
    if (!decision.ok) return decision.refusal;
    if (decision.events.length > 0) append({ at, actorId, commandId, events: decision.events });
    const answer = { epoch, rev, ...(decision.result ? { result: decision.result } : {}) };
    accepted.set(`${actorId} ${commandId}`, answer);
    return answer;
  }

  function append(entry: Omit<StoredCommit, 'epoch' | 'rev'>): void {
    const stored: StoredCommit = { epoch, rev: rev + 1, ...entry };
    rev = stored.rev;
    log.push(stored);
    try {
      room = applyCommit(room, stored);
    } catch {
      // A test may write what this version does not know: only clients are to meet it.
    }
    const push: Push = { name: 'room:commits', payload: { sessionId, commits: [toWire(stored)] } };
    for (const connection of connections) {
      if (connection.joined) send(connection, push);
      else if (room.backstage.connections[connection.id]?.stage === 'joined' && connection.knocked) letIn(connection);
    }
  }

  /** Who waited is in now. */
  function letIn(connection: Connection): void {
    connection.joined = true;
    send(connection, { name: 'room:joined', payload: { sessionId, ...seat(connection) } } as Push);
  }

  function seat({ id, person }: Connection, since?: Cursor) {
    const role = room.state.participants[person.userId]?.role;
    return { ok: true as const, ...update(since), self: { userId: person.userId, role, connectionId: id } };
  }

  /** Somebody else does something. */
  function tell(person: Person, command: AnyCommand): void {
    const result = commit({ kind: 'person', person }, command, newId() as CommandId);
    if ('code' in result) throw new Error(`${command.type}: ${result.message}`);
  }

  function open(handshake: Handshake, way: Way, events: TransportEvents) {
    server.handshakes.push({ handshake, way, at: Date.now() });
    const person = personIn(handshake.token);
    const id = newId() as ConnectionId;
    const connection: Connection = {
      id,
      person,
      events,
      pipe: { in: 0, out: 0 },
      open: true,
      knocked: false,
      joined: false,
    };
    if (server.reach === 'unreachable') later(connection, () => events.failed());
    else if (server.reach === 'open') later(connection, () => greet(connection, handshake));
    return {
      emit(name: string, payload: object, ack: (answer: unknown) => void) {
        carry(connection, { to: 'server', name, payload, isAck: false }, () => {
          server.received.push({ name, payload });
          const answer = receive(connection, name, payload);
          carry(connection, { to: 'client', name, payload: answer, isAck: true }, () => ack(answer));
        });
      },
      emitVolatile(name: string, payload: object) {
        carry(connection, { to: 'server', name, payload, isAck: false }, () => server.received.push({ name, payload }));
      },
      close: () => drop(connection),
    };
  }

  function greet(connection: Connection, handshake: Handshake): void {
    const refusal = server.admit(handshake);
    if (refusal) {
      connection.open = false;
      return connection.events.refused(refusal);
    }
    connections.add(connection);
    connection.events.opened();
    if (!handshake.sessionId) return;
    const answer = receive(connection, 'room:join', { ...handshake, sessionId: handshake.sessionId });
    send(
      connection,
      answer.ok
        ? ({ name: 'room:joined', payload: { sessionId, ...answer } } as Push)
        : { name: 'room:refused', payload: { sessionId, error: answer.error } },
    );
  }

  function drop(connection: Connection): void {
    connection.open = false;
    if (!connections.delete(connection)) return;
    commit({ kind: 'server' }, { type: 'connection:close', connectionId: connection.id }, newId() as CommandId);
  }

  function receive(connection: Connection, name: string, payload: object): Answer {
    const objection = server.object(name, payload);
    if (objection) return { ok: false, error: objection };
    const { person, id } = connection;
    switch (name) {
      case 'clock:sync':
        return { ok: true, serverAt: Math.round(now()) };
      case 'auth:refresh':
      case 'room:leave':
        return { ok: true };
      case 'room:since':
        return { ok: true, ...update(payload as Cursor) };
      case 'room:join': {
        const { since, invite } = payload as { since?: Cursor; invite?: string };
        const stayed = since !== undefined;
        const asked = { connectionId: id, node: 'fake', stayed, ...(invite === undefined ? {} : { invite }) };
        const result = connection.joined
          ? null
          : commit({ kind: 'person', person }, { type: 'connection:open', ...asked }, newId() as CommandId);
        if (result && 'code' in result) return { ok: false, error: result };
        connection.knocked = room.backstage.connections[id]?.stage === 'knocking';
        if (connection.knocked) return { ok: true, waiting: true };
        connection.joined = true;
        return seat(connection, since);
      }
    }
    if (!Object.hasOwn(commandArgs, name)) return { ok: false, error: refuse('VALIDATION_FAILED', `No ${name}`) };
    const { sessionId: _, commandId, ...args } = payload as { sessionId: string; commandId: CommandId };
    const parsed = commandArgs[name as CommandName].safeParse(args);
    if (!parsed.success) return { ok: false, error: invalid(parsed.error) };
    const result = commit({ kind: 'person', person }, { type: name, ...parsed.data } as AnyCommand, commandId);
    return 'code' in result ? { ok: false, error: result } : { ok: true, ...result };
  }

  function update(since?: Cursor) {
    const place = { epoch, rev, serverAt: Math.round(now()) };
    const missed: Commit[] = since?.epoch === epoch ? log.filter((one) => one.rev > since.rev).map(toWire) : [];
    return since?.epoch === epoch ? { ...place, commits: missed } : { ...place, snapshot: room.state };
  }

  function send(connection: Connection, push: Push): void {
    const { name, payload } = push;
    carry(connection, { to: 'client', name, payload, isAck: false }, () => connection.events.pushed(push));
  }

  /** Takes a letter to the other side, unless the connection is gone by then. */
  function carry(connection: Connection, letter: Letter, deliver: () => void): void {
    const fate = server.fate(letter);
    if (fate === 'drop') return;
    if (fate !== 'pass') {
      setTimeout(() => connection.open && deliver(), fate.laterMs);
      return;
    }
    const way = letter.to === 'server' ? 'in' : 'out';
    const at = Math.max(connection.pipe[way], Date.now() + oneWayMs());
    connection.pipe[way] = at;
    setTimeout(() => connection.open && deliver(), at - Date.now());
  }

  function later(connection: Connection, run: () => void): void {
    setTimeout(() => connection.open && run(), oneWayMs());
  }
}

type Answer = { ok: true; [field: string]: unknown } | { ok: false; error: Refusal };
export type FakeServer = ReturnType<typeof createFakeServer>;
