import type { Refusal } from '../protocol/errors.ts';
import type { ConnectionId, SessionId, UserId } from '../protocol/ids.ts';
import type {
  IceServer,
  MediaAnswer,
  MediaPayload,
  MediaPush,
  MediaPushName,
  MediaRequestName,
} from '../protocol/media.ts';
import type { RoomState } from '../protocol/room.ts';

/** One end of a call: a socket's seat in a room. A person with two tabs is two peers. */
export type PeerId = ConnectionId;

export type Caller = { readonly sessionId: SessionId; readonly peer: PeerId; readonly userId: UserId };

export type MediaOutcome<Name extends MediaRequestName> =
  | { readonly ok: true; readonly value: MediaAnswer<Name> }
  | { readonly ok: false; readonly refusal: Refusal };

/** What leads to a call from outside. `expiresAt`: of the relays' credentials. */
export type Credentials = {
  readonly token: string | null;
  readonly iceServers: IceServer[];
  readonly expiresAt: number;
};

/** Where the calls of this node's sockets are answered: here, or on the node that has the session's router. */
export interface MediaDesk {
  ask<Name extends MediaRequestName>(
    caller: Caller,
    name: Name,
    payload: MediaPayload<Name>,
  ): Promise<MediaOutcome<Name>>;
  credentials(
    sessionId: SessionId,
    userId: UserId,
  ): Promise<{ readonly ok: true; readonly value: Credentials } | { readonly ok: false; readonly refusal: Refusal }>;
  /** The peer's socket is gone, or its seat is. */
  gone(sessionId: SessionId, peer: PeerId): void;
}

/** Reaches a peer, on whichever node its socket is. */
export type Tell = <Name extends MediaPushName>(peer: PeerId, name: Name, payload: MediaPush<Name>) => void;

/** The room as it stands, or null if there is none. */
export type StateOf = (sessionId: SessionId) => Promise<RoomState | null>;
