import type { CommandId, ConnectionId, SessionId } from '../../protocol/ids.ts';
import { refuse, type Refusal } from '../../protocol/errors.ts';
import type { Cursor } from '../../protocol/events.ts';
import type { ClosedReason, Joined, RequestPayload, Update } from '../../protocol/socket.ts';
import { isOver, type Connection, type Room, type StoredCommit } from '../../domain/room.ts';
import type { LiveRoom } from '../../rooms/live-room.ts';
import type { StoredRoom } from '../../rooms/ports.ts';
import type { Farewells } from './farewells.ts';
import { leaveCall } from './media.ts';
import { settleInLobby } from './lobby.ts';
import type { Outbox } from './outbox.ts';
import { createReturns, returning } from './returns.ts';
import { refusedAck, roomName, type Answer, type CarrelSocket, type Seat, type SocketDeps } from './types.ts';

export type JoinAnswer = Answer<Joined | { waiting: true }>;
export type Seats = ReturnType<typeof createSeats>;

/** Which sockets of this node sit in which session, and how they come and go. */
export function createSeats(deps: SocketDeps, outbox: Outbox, farewells: Farewells) {
  const { rooms, metrics } = deps;
  const seated = new Map<SessionId, Map<ConnectionId, CarrelSocket>>();

  const forget = (socket: CarrelSocket, sessionId: SessionId) => {
    const seat = socket.data.seats.get(sessionId);
    if (!seat) return;
    socket.data.seats.delete(sessionId);
    settleInLobby(socket);
    leaveCall(deps.calls, sessionId, seat.connectionId);
    const others = seated.get(sessionId);
    others?.delete(seat.connectionId);
    if (others?.size === 0) seated.delete(sessionId);
  };

  /**
   * Puts a socket into the room's channel and says where the room stands. All in one turn: what was committed before is
   * in the answer, what is committed after comes as commits.
   */
  const sit = (socket: CarrelSocket, seat: Seat, stored: StoredRoom, live: LiveRoom, since?: Cursor): Joined => {
    outbox.flush(live.sessionId);
    void socket.join(roomName(live.sessionId));
    seat.stage = 'seated';
    const { userId } = socket.data.identity;
    const role = stored.room.state.participants[userId]?.role ?? 'PARTICIPANT';
    return { ...bringUpToDate(live, stored, since), self: { userId, role, connectionId: seat.connectionId } };
  };

  const bringUpToDate = (live: LiveRoom, stored: StoredRoom, since?: Cursor): Update => {
    const { epoch, rev, room } = stored;
    const commits = since && live.since(since);
    if (since) metrics.resyncs.inc({ by: commits ? 'commits' : 'snapshot' });
    return { epoch, rev, serverAt: deps.now(), ...(commits ? { commits } : { snapshot: room.state }) };
  };

  const arrive = async (socket: CarrelSocket, asked: RequestPayload<'room:join'>): Promise<JoinAnswer> => {
    const { sessionId, invite, since } = asked;
    const { data } = socket;
    // Within the turn: a leave that was asked for after this must not get ahead.
    const limited = await deps.limiters.consume('join', data.identity.userId);
    if (limited) return refusedAck(limited);
    const known = data.seats.get(sessionId);
    if (known) return again(socket, known, asked);
    const connectionId = deps.newId() as ConnectionId;
    const seat: Seat = { connectionId, stage: 'arriving' };
    data.seats.set(sessionId, seat);
    settleInLobby(socket);
    const others = seated.get(sessionId) ?? new Map<ConnectionId, CarrelSocket>();
    seated.set(sessionId, others.set(connectionId, socket));
    const { node } = deps;
    const invited = invite === undefined ? {} : { invite };
    const performed = await rooms.perform(
      sessionId,
      { kind: 'person', person: data.identity },
      { type: 'connection:open', connectionId, node, stayed: since !== undefined, ...invited },
      connectionId as string as CommandId,
    );
    // The room is in memory but for the rare case that a write failed in between; then the client asks again.
    const loaded = performed.ok ? await rooms.load(sessionId).catch(() => null) : null;
    const refusal = performed.ok ? (loaded ? null : refuse('UNAVAILABLE', 'Try again')) : performed.refusal;
    const gone = !socket.connected;
    if (refusal || gone) {
      forget(socket, sessionId);
      // Whatever became of a write that was not answered, or that nobody waits for any more: no ghost stays in the room.
      if (gone || refusal?.code === 'UNAVAILABLE')
        void farewells.say(sessionId, { type: 'connection:close', connectionId });
      return refusedAck(refusal ?? refuse('UNAVAILABLE', 'The connection is gone'));
    }
    const { live } = loaded!;
    const stored = latest(loaded!);
    const connection = stored.room.backstage.connections[connectionId];
    if (isOver(stored.room.state)) {
      forget(socket, sessionId);
      return refusedAck(refuse('SESSION_ENDED', 'This session is over'));
    }
    if (!connection) {
      forget(socket, sessionId);
      const since = performed.ok ? live.storedSince(performed.answer) : null;
      const reason = closedBecause(stored.room, data.identity.userId, seat, undefined);
      // This node was taken for dead in between: nobody saw this person off, so they may ask again.
      const lost = !since || (reason && returning(since, node, data.identity.userId, reason));
      return refusedAck(lost ? refuse('UNAVAILABLE', 'Try again') : refuse('FORBIDDEN', 'You are not in this session'));
    }
    if (connection.stage === 'knocking') {
      seat.stage = 'waiting';
      return { ok: true, waiting: true };
    }
    return { ok: true, ...sit(socket, seat, stored, live, since) };
  };

  /** A second join of the same socket: it sits there already. */
  const again = async (socket: CarrelSocket, seat: Seat, asked: RequestPayload<'room:join'>): Promise<JoinAnswer> => {
    if (seat.stage === 'waiting') return { ok: true, waiting: true };
    const loaded = await rooms.load(asked.sessionId);
    if (!loaded || !socket.data.seats.has(asked.sessionId)) return refusedAck(refuse('UNAVAILABLE', 'Try again'));
    return { ok: true, ...sit(socket, seat, latest(loaded), loaded.live, asked.since) };
  };

  /** One thing after the other, so that a leave asked for after a join comes after it. */
  const inTurn = <Result>(socket: CarrelSocket, step: () => Promise<Result>): Promise<Result> => {
    const result = socket.data.turn.then(step);
    socket.data.turn = result.catch(() => {});
    return result;
  };

  const close = (socket: CarrelSocket, sessionId: SessionId, reason: ClosedReason) => {
    forget(socket, sessionId);
    outbox.flush(sessionId);
    socket.emit('room:closed', { sessionId, reason });
    void socket.leave(roomName(sessionId));
  };

  const returns = createReturns(deps, close);

  return {
    join: (socket: CarrelSocket, asked: RequestPayload<'room:join'>) => inTurn(socket, () => arrive(socket, asked)),

    leave: (socket: CarrelSocket, sessionId: SessionId): Promise<Refusal | null> =>
      inTurn(socket, async () => {
        const seat = socket.data.seats.get(sessionId);
        if (!seat) return null;
        forget(socket, sessionId);
        void socket.leave(roomName(sessionId));
        await farewells.say(sessionId, { type: 'connection:leave', connectionId: seat.connectionId });
        return null;
      }),

    /** The socket is gone: so are its connections, also the one of a join still under way. */
    vacate(socket: CarrelSocket): void {
      for (const [sessionId, { connectionId, stage }] of socket.data.seats) {
        if (stage === 'arriving') continue;
        forget(socket, sessionId);
        void farewells.say(sessionId, { type: 'connection:close', connectionId });
      }
    },

    update: bringUpToDate,

    /** After commits: lets in who was admitted, and sees off whose connection the room no longer has. */
    reconcile(live: LiveRoom, stored: StoredRoom, commits: readonly StoredCommit[]): void {
      for (const [connectionId, socket] of seated.get(live.sessionId) ?? []) {
        const seat = socket.data.seats.get(live.sessionId);
        if (!seat || seat.stage === 'arriving' || returns.isUnderWay(seat)) continue;
        const { userId } = socket.data.identity;
        const stage = stored.room.backstage.connections[connectionId]?.stage;
        const reason = closedBecause(stored.room, userId, seat, stage);
        if (reason && returning(commits, deps.node, userId, reason)) returns.begin(socket, live.sessionId, seat);
        else if (reason) close(socket, live.sessionId, reason);
        else if (seat.stage === 'waiting' && stage === 'joined') {
          const { sessionId } = live;
          socket.emit('room:joined', { ok: true, sessionId, ...sit(socket, seat, stored, live) });
        }
      }
    },

    /**
     * The room went on where no commits lead. Who is there in the flesh is put back, and what is named of this node and
     * is not there is taken out: its farewell was lost.
     */
    realign(live: LiveRoom, { room }: StoredRoom): void {
      const { sessionId } = live;
      const sockets = seated.get(sessionId);
      for (const [connectionId, socket] of sockets ?? []) {
        const seat = socket.data.seats.get(sessionId);
        if (!seat || seat.stage === 'arriving') continue;
        const stage = room.backstage.connections[connectionId]?.stage;
        const reason = closedBecause(room, socket.data.identity.userId, seat, stage);
        if (reason === 'LEFT' || reason === 'DENIED') returns.begin(socket, sessionId, seat);
        else if (reason) close(socket, sessionId, reason);
      }
      for (const [connectionId, { node }] of Object.entries(room.backstage.connections) as [
        ConnectionId,
        Connection,
      ][]) {
        if (node === deps.node && !sockets?.has(connectionId)) {
          void farewells.say(sessionId, { type: 'connection:close', connectionId });
        }
      }
    },
  };
}

/** As the room stands in this very turn: what was folded in while somebody awaited it was sent without them. */
const latest = ({ live, stored }: { live: LiveRoom; stored: StoredRoom }): StoredRoom => live.current ?? stored;

/** Why this seat is lost, or null if it is not. */
function closedBecause(
  { state }: Room,
  userId: CarrelSocket['data']['identity']['userId'],
  seat: Seat,
  stage: 'joined' | 'knocking' | undefined,
): ClosedReason | null {
  if (state.status === 'COMPLETED') return 'ENDED';
  if (state.status === 'CANCELLED') return 'CANCELLED';
  if (stage) return null;
  if (state.participants[userId]?.status === 'REMOVED') return 'REMOVED';
  return seat.stage === 'waiting' ? 'DENIED' : 'LEFT';
}
