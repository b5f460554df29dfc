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

/** Who has the router of a session. A later token is greater: whoever still has a router under an older one closes it. */
export type Lease = { readonly node: string; readonly token: string };

/** Which node has which router. All of it rejects while the store of the leases is away: then nobody new is let in. */
export interface MediaLeases {
  /** The lease there is, or a new one for this node. */
  hold(sessionId: SessionId): Promise<Lease>;
  /** Keeps what this node holds; false where it has passed to another meanwhile. */
  renew(sessionId: SessionId, token: string): Promise<boolean>;
  look(sessionId: SessionId): Promise<Lease | null>;
  release(sessionId: SessionId, token: string): Promise<void>;
}

/** What nodes say to each other about calls. It may be lost; who asks notices by the answer that does not come. */
export type MediaMessage =
  | {
      readonly kind: 'ask';
      readonly id: string;
      readonly from: string;
      readonly caller: Caller;
      readonly name: MediaRequestName;
      readonly payload: object;
    }
  | { readonly kind: 'answer'; readonly id: string; readonly outcome: MediaOutcome<MediaRequestName> }
  | { readonly kind: 'push'; readonly peer: PeerId; readonly name: MediaPushName; readonly payload: object }
  | { readonly kind: 'gone'; readonly sessionId: SessionId; readonly peer: PeerId };

export interface MediaWire {
  /** Resolves with whether somebody was there to hear it. */
  say(node: string, message: MediaMessage): Promise<boolean>;
  listen(heard: (message: MediaMessage) => void): void;
}

/** What calls need where several nodes share them. */
export type MediaNeighbours = { readonly node: string; readonly leases: MediaLeases; readonly wire: MediaWire };
