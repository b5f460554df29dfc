import type { z } from 'zod';
import type { Refusal } from '../../../server/protocol/errors.ts';
import type { MediaPushName } from '../../../server/protocol/media.ts';
import type { handshake, PushName, ServerToClient } from '../../../server/protocol/socket.ts';

export type Handshake = z.infer<typeof handshake>;
/** What the server sends by itself. It is trusted to keep its types: both ends share them. */
export type Push = {
  [Name in PushName | MediaPushName]: { name: Name; payload: Parameters<ServerToClient[Name]>[0] };
}[PushName | MediaPushName];

/** Carries one connection at a time; a new attempt is a new `open`, with a handshake of its own. */
export interface Transport {
  open(handshake: Handshake, way: Way, events: TransportEvents): RawLink;
}

/** `cautious`: WebSockets seem to be swallowed on the way here, so begin with long polling. */
export type Way = 'direct' | 'cautious';

/** Of `refused`, `failed` and `closed` one comes at most, and nothing after it, nor after `RawLink.close`. */
export interface TransportEvents {
  opened(): void;
  /** The server turned the handshake down. */
  refused(refusal: Refusal): void;
  /** No server was reached. */
  failed(): void;
  /** An open connection ended. */
  closed(): void;
  pushed(push: Push): void;
}

export interface RawLink {
  emit(name: string, payload: object, ack: (answer: unknown) => void): void;
  /** As `emit`, and may be dropped. */
  emitVolatile(name: string, payload: object): void;
  close(): void;
}
