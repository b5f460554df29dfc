import type { ArgsOf, CommandName } from '../../../server/protocol/commands.ts';
import type { Refusal } from '../../../server/protocol/errors.ts';
import type { Cursor } from '../../../server/protocol/events.ts';
import type { CommandId, ConnectionId, GoalId, UserId } from '../../../server/protocol/ids.ts';
import type { Goal, Message, RoomState } from '../../../server/protocol/room.ts';
import type { ClosedReason } from '../../../server/protocol/socket.ts';

export interface Self {
  readonly userId: UserId;
  readonly connectionId: ConnectionId;
}

/** A command that the server has not answered, or has refused. `givenAt` is epoch milliseconds by `client.now()`. */
export type PendingCommand = {
  [Name in CommandName]: {
    readonly commandId: CommandId;
    readonly name: Name;
    readonly args: ArgsOf<Name>;
    readonly givenAt: number;
    readonly delivery: Delivery;
  };
}[CommandName];

export type Delivery =
  | { readonly kind: 'pending' }
  /** Refused. It stays until `retry(commandId)` or `discard(commandId)`. */
  | { readonly kind: 'failed'; readonly refusal: Refusal };

/** Continuity was lost: what was shown up to `at` may have been undone, and the room was loaded anew. */
export interface Resync {
  readonly at: number;
  readonly epoch: number;
}

export type SessionState =
  | { readonly kind: 'joining' }
  /** Knocked; a host has to let this person in. */
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'ready';
      /** The room as the server last told it, with what is pending in chat and goals played over it. */
      readonly room: RoomState;
      readonly self: Self;
      readonly cursor: Cursor;
      /** Whether the server tells every change at once; not while the connection is away or has just come back. */
      readonly live: boolean;
      /** In the order given: all that awaits an answer, and what failed of chat and goals. */
      readonly pending: readonly PendingCommand[];
      /** The last ten, oldest first. */
      readonly resyncs: readonly Resync[];
    }
  /** `room`: as last seen, if this client was in. */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly room: RoomState | null }
  | {
      readonly kind: 'closed';
      /** ABANDONED: this handle was closed by its owner. */
      readonly reason: ClosedReason | 'ABANDONED';
      readonly room: RoomState | null;
      /** What had not reached the server. */
      readonly pending: readonly PendingCommand[];
    };

export type ItemDelivery =
  | { readonly kind: 'sent' }
  | { readonly kind: 'pending'; readonly commandId: CommandId }
  | { readonly kind: 'failed'; readonly commandId: CommandId; readonly refusal: Refusal };

/** One message as it is shown. `message.id` stays the same from pending to sent. */
export interface ChatEntry {
  readonly message: Message;
  /** Null when nobody knows it any more. */
  readonly authorName: string | null;
  /** As they chose it; null when nobody knows it. */
  readonly authorColor: string | null;
  readonly delivery: ItemDelivery;
}

export interface ChatView {
  /** Oldest first: the pages loaded, the recent messages, then what is pending or failed in the order given. */
  readonly entries: readonly ChatEntry[];
  /** Messages of the whole session, as the server counts them. */
  readonly total: number;
  readonly older:
    | { readonly kind: 'none' }
    | { readonly kind: 'some' }
    | { readonly kind: 'loading' }
    | { readonly kind: 'failed'; readonly refusal: Refusal };
}

/** One goal as it is shown; `delivery` is that of the last change to it. */
export interface GoalEntry {
  readonly goal: Goal;
  readonly delivery: ItemDelivery;
}

export interface GoalsView {
  readonly entries: readonly GoalEntry[];
  readonly completed: number;
  /** Failed changes to goals that are there no more. */
  readonly stray: readonly { readonly goalId: GoalId; readonly commandId: CommandId; readonly refusal: Refusal }[];
}
