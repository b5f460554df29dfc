import type { Server, Socket } from 'socket.io';
import type { Refusal } from '../../protocol/errors.ts';
import type { ConnectionId, SessionId, UserId } from '../../protocol/ids.ts';
import type { ClientToServer, ServerToClient } from '../../protocol/socket.ts';
import type { MediaDesk, PeerId, Tell } from '../../media/ports.ts';
import type { NodeName, Person } from '../../domain/room.ts';
import type { Authentication } from '../../people/accounts/authentication.ts';
import type { Identity } from '../../people/accounts/tokens.ts';
import type { Outcome } from '../../people/outcome.ts';
import type { Rooms } from '../../rooms/rooms.ts';
import type { Limiters } from '../limits.ts';
import type { Metrics } from '../metrics.ts';
import type { Log } from '../log.ts';

/** A socket's place in a session: asked for, waiting at the door, or in the room. */
export type Seat = { readonly connectionId: ConnectionId; stage: 'arriving' | 'waiting' | 'seated' };

export type SocketData = {
  identity: Identity;
  seats: Map<SessionId, Seat>;
  /** Joins and leaves of one socket happen one after the other, in the order they were asked for. */
  turn: Promise<unknown>;
};

export type CarrelSocket = Socket<ClientToServer, ServerToClient, BetweenNodes, SocketData>;
/** What nodes tell each other beside what they tell clients. */
type BetweenNodes = { revoked: (userId: UserId) => void; seen: (person: Person) => void };
export type CarrelServer = Server<ClientToServer, ServerToClient, BetweenNodes, SocketData>;

/** The sockets of this node that are in a call, by their seats in the room. */
export type PeerSockets = {
  readonly tell: Tell;
  enter(peer: PeerId, socket: CarrelSocket): void;
  leave(peer: PeerId): boolean;
};

/** Where calls are answered, and how those in a call are told of it. */
export type Calls = { readonly desk: MediaDesk; readonly peers: PeerSockets };

/** What every part of the socket gateway works with. */
export type SocketDeps = {
  readonly rooms: Rooms;
  readonly limiters: Limiters;
  readonly authenticate: (token: string) => Promise<Outcome<Identity>>;
  /** Where things stand now, and whether it was heard later that a person's tokens hold no more. */
  readonly mark: Authentication['mark'];
  readonly revokedSince: Authentication['revokedSince'];
  readonly now: () => number;
  readonly newId: () => string;
  readonly node: NodeName;
  /** A person's token holds no more, on whichever node that was found: it lets nobody in, and what else is open by it closes. */
  readonly onRevoked: (userId: UserId) => void;
  /** A person looks different from now on, on whichever node that was said. */
  readonly onLook: (userId: UserId) => void;
  readonly calls: Calls;
  readonly log: Log;
  readonly metrics: Metrics;
};

export type Answer<Body extends object> = ({ ok: true } & Body) | { ok: false; error: Refusal };

export const refusedAck = (error: Refusal) => ({ ok: false, error }) as const;

export const roomName = (sessionId: SessionId): string => `room:${sessionId}`;
export const personName = (userId: string): string => `person:${userId}`;
