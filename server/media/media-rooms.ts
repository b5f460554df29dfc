import { forbidsCall, forbidsSource } from './rules.ts';
import { refuse } from '../protocol/errors.ts';
import type { SessionId, UserId } from '../protocol/ids.ts';
import type { MediaPayload, MediaRequestName, ResetReason } from '../protocol/media.ts';
import { mediaSources, type MediaSource } from '../protocol/media-sources.ts';
import type { RoomState } from '../protocol/room.ts';
import { credentialsLastMs, iceServers, type TurnOptions } from './ice-servers.ts';
import { MediaRoom } from './media-room.ts';
import type { Caller, MediaOutcome, PeerId, StateOf, Tell } from './ports.ts';
import { closeSource } from './sending.ts';
import { serve } from './serving.ts';
import type { Workers } from './workers.ts';

export type MediaRoomsOptions = {
  readonly workers: Workers;
  readonly stateOf: StateOf;
  readonly tell: Tell;
  /** Names each router of a session; greater than the one before. Rejects where the session is another node's. */
  readonly newToken: (sessionId: SessionId) => Promise<string>;
  readonly turn: TurnOptions;
  readonly now: () => number;
  readonly onError: (sessionId: SessionId, error: unknown) => void;
  /** Has `follow` called for a room as it stands. */
  readonly refresh: (sessionId: SessionId) => Promise<void>;
  /** Told how each call and its room go on. */
  readonly onMoved?: (room: MediaRoom, state: RoomState) => void;
  /** The last one has left, or the worker has died. */
  readonly onClosed?: (sessionId: SessionId) => void;
};

export type MediaRooms = ReturnType<typeof createMediaRooms>;

/** The calls whose routers are on this node. A call begins with the first who joins, and ends with the last who leaves. */
export function createMediaRooms(options: MediaRoomsOptions) {
  const { workers, stateOf, tell, turn, now } = options;
  const open = new Map<SessionId, MediaRoom>();
  const opening = new Map<SessionId, Promise<MediaRoom>>();

  const forget = (room: MediaRoom, reason?: ResetReason) => {
    if (open.get(room.sessionId) === room) open.delete(room.sessionId);
    room.close(reason);
    options.onClosed?.(room.sessionId);
  };

  const begin = async (sessionId: SessionId): Promise<MediaRoom> => {
    const token = await options.newToken(sessionId);
    const seat = await workers.claim();
    const room = await MediaRoom.open(sessionId, token, seat, tell, (room) => forget(room));
    open.set(sessionId, room);
    // A recording may wait for the call. One that could not be looked for now is seen when the room moves on.
    if (options.onMoved) options.refresh(sessionId).catch((error: unknown) => options.onError(sessionId, error));
    return room;
  };

  /** The call that is there, or is being opened, or a new one. */
  const enter = (sessionId: SessionId): Promise<MediaRoom> => {
    const there = open.get(sessionId);
    if (there) return Promise.resolve(there);
    const begun = opening.get(sessionId) ?? begin(sessionId).finally(() => opening.delete(sessionId));
    opening.set(sessionId, begun);
    return begun;
  };

  const join = async ({ sessionId, peer, userId }: Caller): Promise<MediaOutcome<'media:join'>> => {
    try {
      const room = await enter(sessionId);
      // It may have ended again before this one was in it.
      if (open.get(sessionId) !== room) return unavailable('The call has just ended');
      return { ok: true, value: { ...room.join(peer, userId), iceServers: iceServers(turn, userId, now()) } };
    } catch (error) {
      options.onError(sessionId, error);
      return unavailable('Audio and video are not to be had at the moment');
    }
  };

  const leave = (sessionId: SessionId, peer: PeerId) => {
    const room = open.get(sessionId);
    room?.leave(peer);
    if (room?.peers.length === 0) forget(room);
  };

  return {
    async ask<Name extends MediaRequestName>(
      caller: Caller,
      name: Name,
      payload: MediaPayload<Name>,
    ): Promise<MediaOutcome<MediaRequestName>> {
      const { sessionId, peer, userId } = caller;
      if (name === 'media:leave') {
        leave(sessionId, peer);
        return { ok: true, value: {} };
      }
      const state = await stateOf(sessionId);
      if (!state) return { ok: false, refusal: refuse('NOT_FOUND', 'There is no such session') };
      const forbidden = forbidsCall(state, userId);
      if (forbidden) return { ok: false, refusal: forbidden };
      if (name === 'media:join') return join(caller);
      const room = open.get(sessionId);
      if (!room) return { ok: false, refusal: refuse('INVALID_STATE', 'Join the call first') };
      type InRoom = Exclude<MediaRequestName, 'media:join' | 'media:leave'>;
      const answer = await serve(room, caller, state, name, payload as MediaPayload<InRoom>);
      if (name !== 'media:restartIce' || !answer.ok) return answer;
      return { ok: true, value: { ...answer.value, iceServers: iceServers(turn, userId, now()) } };
    },

    async credentials(sessionId: SessionId, userId: UserId) {
      const at = now();
      const token = open.get(sessionId)?.token ?? null;
      const value = { token, iceServers: iceServers(turn, userId, at), expiresAt: at + credentialsLastMs };
      return { ok: true, value } as const;
    },

    gone: leave,

    /** The room has moved on: whoever may not be in the call any more is out of it, and what may not be sent ends. */
    follow(state: RoomState, isThere: (peer: PeerId) => boolean): void {
      const room = open.get(state.sessionId);
      if (!room) return;
      for (const { id, userId } of room.peers) {
        if (forbidsCall(state, userId)) leave(room.sessionId, id);
        else if (!isThere(id)) {
          // Its seat went with the node it was on. Whoever is still at the other end was only asleep, and joins anew.
          tell(id, 'media:reset', { sessionId: room.sessionId, reason: 'REPLACED' });
          leave(room.sessionId, id);
        }
      }
      for (const source of mediaSources.filter((one: MediaSource) => forbidsSource(state, one))) {
        for (const { userId } of room.peers) closeSource(room, userId, source);
      }
      // The last one may just have gone.
      if (open.get(state.sessionId) === room) options.onMoved?.(room, state);
    },

    has: (sessionId: SessionId): boolean => open.has(sessionId) || opening.has(sessionId),
    room: (sessionId: SessionId): MediaRoom | undefined => open.get(sessionId),
    rooms: (): MediaRoom[] => [...open.values()],

    /** The router is another node's by now, or this node goes: whoever is in the call joins again. */
    reset(sessionId: SessionId, reason: ResetReason): void {
      const room = open.get(sessionId);
      if (room) forget(room, reason);
    },

    async close(): Promise<void> {
      await Promise.allSettled(opening.values());
      for (const room of open.values()) forget(room, 'MOVED');
      workers.close();
    },
  };
}

const unavailable = (message: string) => ({ ok: false, refusal: refuse('UNAVAILABLE', message) }) as const;
