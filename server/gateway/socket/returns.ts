import type { CommandId, SessionId, UserId } from '../../protocol/ids.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { ClosedReason } from '../../protocol/socket.ts';
import type { NodeName, StoredCommit } from '../../domain/room.ts';
import type { CarrelSocket, Seat, SocketDeps } from './types.ts';

const againMs = 500;

/**
 * Whether a connection that these commits closed is to be opened again: this node was taken for dead. Not if its person
 * has left since, or was let in no further.
 */
export function returning(
  commits: readonly StoredCommit[],
  node: NodeName,
  userId: UserId,
  reason: ClosedReason,
): boolean {
  if (reason !== 'LEFT' && reason !== 'DENIED') return false;
  const events = commits.flatMap((commit) => commit.events);
  const reaped = events.findLastIndex((event) => event.type === 'node.lost' && event.node === node);
  if (reaped < 0) return false;
  return !events.some(
    (event, index) =>
      index > reaped && event.type === 'participant.left' && event.userId === userId && event.reason === 'LEAVE',
  );
}

/** Connections whose sockets live, and which the room lost: with a node taken for dead, or with the end of its log. */
export function createReturns(
  { rooms, node, newId }: SocketDeps,
  close: (socket: CarrelSocket, sessionId: SessionId, reason: ClosedReason) => void,
) {
  const underWay = new Set<Seat>();

  const attempt = async (socket: CarrelSocket, sessionId: SessionId, seat: Seat): Promise<void> => {
    // Gone meanwhile: its farewell was said, and comes after this whatever became of it.
    if (socket.data.seats.get(sessionId) !== seat) return void underWay.delete(seat);
    const { connectionId } = seat;
    const performed = await rooms.perform(
      sessionId,
      { kind: 'person', person: socket.data.identity },
      { type: 'connection:open', connectionId, node, stayed: true },
      // Not that of the first time, which would be taken for a repetition.
      newId() as CommandId,
    );
    if (!performed.ok && performed.refusal.code === 'UNAVAILABLE') {
      setTimeout(() => void attempt(socket, sessionId, seat), againMs).unref();
      return;
    }
    underWay.delete(seat);
    if (performed.ok || socket.data.seats.get(sessionId) !== seat) return;
    close(socket, sessionId, reasons[performed.refusal.code] ?? 'LEFT');
  };

  return {
    isUnderWay: (seat: Seat): boolean => underWay.has(seat),
    begin(socket: CarrelSocket, sessionId: SessionId, seat: Seat): void {
      if (underWay.has(seat)) return;
      underWay.add(seat);
      void attempt(socket, sessionId, seat);
    },
  };
}

const reasons: Partial<Record<ErrorCode, ClosedReason>> = { SESSION_ENDED: 'ENDED', FORBIDDEN: 'REMOVED' };
