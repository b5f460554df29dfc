import { refuse } from '../../protocol/errors.ts';
import type { ConnectionId, SessionId } from '../../protocol/ids.ts';
import {
  mediaRequests,
  type MediaAnswer,
  type MediaPayload,
  type MediaPush,
  type MediaPushName,
  type MediaRequestName,
} from '../../protocol/media.ts';
import { invalid } from '../../protocol/refusal-schema.ts';
import type { PeerId } from '../../media/ports.ts';
import { forbidsCall } from '../../media/rules.ts';
import { refusedAck, type Answer, type Calls, type CarrelSocket, type PeerSockets, type SocketDeps } from './types.ts';

export function createPeerSockets(): PeerSockets {
  const sockets = new Map<PeerId, CarrelSocket>();
  return {
    tell<Name extends MediaPushName>(peer: PeerId, name: Name, payload: MediaPush<Name>) {
      const socket = sockets.get(peer);
      // Socket.IO's types cannot follow a name that is one of several.
      (socket as { emit(name: string, payload: unknown): void } | undefined)?.emit(name, payload);
    },
    enter: (peer, socket) => void sockets.set(peer, socket),
    leave: (peer) => sockets.delete(peer),
  };
}

/** Whoever gives up a seat in the room gives up the call with it. */
export function leaveCall({ desk, peers }: Calls, sessionId: SessionId, peer: ConnectionId): void {
  if (peers.leave(peer)) desk.gone(sessionId, peer);
}

/** Parse, count, look whether the caller sits in the room, ask the node that has the router, answer. */
export async function answerMedia<Name extends MediaRequestName>(
  deps: SocketDeps,
  socket: CarrelSocket,
  name: Name,
  payload: unknown,
): Promise<Answer<MediaAnswer<Name>>> {
  const parsed = mediaRequests[name].safeParse(payload);
  if (!parsed.success) return refusedAck(invalid(parsed.error));
  const { userId } = socket.data.identity;
  const limited = await deps.limiters.consume('media', userId);
  if (limited) return refusedAck(limited);
  const { sessionId } = parsed.data;
  const seat = socket.data.seats.get(sessionId);
  if (seat?.stage !== 'seated') return refusedAck(await unseated(deps, socket, sessionId));

  const { desk, peers } = deps.calls;
  const peer = seat.connectionId;
  // Before it is asked: what is told of the call may be there sooner than the answer.
  if (name === 'media:join') peers.enter(peer, socket);
  const outcome = await desk.ask({ sessionId, peer, userId }, name, parsed.data as MediaPayload<Name>);
  if (name === 'media:leave' || (name === 'media:join' && !outcome.ok)) peers.leave(peer);
  // The seat was given up meanwhile, when there was nothing to leave yet.
  if (name === 'media:join' && outcome.ok && socket.data.seats.get(sessionId) !== seat) {
    peers.leave(peer);
    desk.gone(sessionId, peer);
  }
  return outcome.ok ? { ok: true, ...outcome.value } : refusedAck(outcome.refusal);
}

async function unseated({ rooms }: SocketDeps, { data }: CarrelSocket, sessionId: SessionId) {
  const loaded = await rooms.load(sessionId);
  if (!loaded) return refuse('NOT_FOUND', 'There is no such session');
  return forbidsCall(loaded.stored.room.state, data.identity.userId) ?? refuse('FORBIDDEN', 'Join the session first');
}
