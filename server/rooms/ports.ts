import type { CommandAnswer } from '../protocol/socket.ts';
import type { Cursor } from '../protocol/events.ts';
import type { CommandId, MessageId, SessionId, UserId } from '../protocol/ids.ts';
import type { Message } from '../protocol/room.ts';
import type { NodeName, Room, StoredCommit } from '../domain/room.ts';

/** A room as it stands in the log. */
export type StoredRoom = Cursor & { readonly room: Room };

/**
 * `suspect`: the store came back, perhaps with less than it had acknowledged, since it was last written to this room.
 * Nothing is written to it before `renew`: commits are `stale`.
 */
export type LoadedRoom = StoredRoom & { readonly suspect?: true };

/** One accepted command on its way into the log: what it did, and what is remembered for a repetition. */
export type Entry = {
  readonly commit: StoredCommit;
  /** Absent for what the server does by itself, which is never repeated. */
  readonly command?: AcceptedCommand;
};
export type AcceptedCommand = {
  readonly actorId: UserId;
  readonly commandId: CommandId;
  readonly answer: CommandAnswer;
};

export type CommitOutcome =
  | { readonly kind: 'committed' }
  /** Somebody else wrote first: the commits after the expected rev, oldest first. */
  | { readonly kind: 'conflict'; readonly missed: readonly StoredCommit[] }
  /** The log is not what the caller thinks: another epoch, or gone. Load the room again. */
  | { readonly kind: 'stale' }
  /** Some entries had been accepted before: the index of each, and its answer. Nothing was written. */
  | { readonly kind: 'repeated'; readonly answers: ReadonlyMap<number, CommandAnswer> };

/**
 * The log of every live room. One contract suite (tests/contract/room-store.ts) says what an adapter must do.
 * Whatever a method throws means that the outcome is unknown.
 */
export interface RoomStore {
  /** The store's clock in epoch milliseconds, so that nodes whose clocks differ agree. */
  now(): number;
  /** The room after the last commit; null if the store does not have it. */
  load(sessionId: SessionId): Promise<LoadedRoom | null>;
  /**
   * Puts a room in the place of a suspect one that still stands at `at`: whoever is first wins, and a room that is not
   * suspect stays as it is. If `room` stands at the same rev, the log is kept for who has yet to record it; else it
   * begins anew after `room`.
   */
  renew(sessionId: SessionId, at: Cursor, room: StoredRoom): Promise<void>;
  /**
   * Puts a room into the store at its cursor, unless it is there already: whoever is first wins. Nor does a copy come in
   * that is older than where the room was released in the last 24 h: then the archive has a newer one.
   */
  open(sessionId: SessionId, room: StoredRoom): Promise<void>;
  /**
   * One atomic step. Commands accepted before come back as `repeated`, whatever else is wrong; if the log moved on since
   * `expected` nothing is written; else all entries are appended, with their commands remembered for 24 h, and are
   * durable when this answers. Throws, having written nothing, if the entries do not continue `expected`.
   */
  commit(sessionId: SessionId, expected: Cursor, entries: readonly Entry[]): Promise<CommitOutcome>;
  /**
   * Remembers for 24 h commands that a store may have forgotten together with their commits, which the archive has. What
   * it knows stays as it is.
   */
  remember(sessionId: SessionId, commands: readonly AcceptedCommand[]): Promise<void>;
  /** The answer this person's command got before, if it was accepted in the last 24 h. */
  answered(sessionId: SessionId, actorId: UserId, commandId: CommandId): Promise<CommandAnswer | null>;
  /** The commits after a cursor, oldest first, at most `limit`; null if the log no longer reaches back so far. */
  read(sessionId: SessionId, after: Cursor, limit: number): Promise<readonly StoredCommit[] | null>;
  /** Where these rooms stand, in one round trip; those that are not in the store are left out. */
  revs(sessionIds: readonly SessionId[]): Promise<ReadonlyMap<SessionId, Cursor>>;
  /** Keeps the room at this cursor, so that loading folds only what came after. An older copy, or of another log, is not kept. */
  saveSnapshot(sessionId: SessionId, room: StoredRoom): Promise<void>;
  /** Drops commits up to and including `upTo` that the snapshot covers. What is trimmed must have been recorded. */
  trim(sessionId: SessionId, upTo: Cursor): Promise<void>;
  /** Takes a dormant room out, if it still stands at the cursor; its remembered commands stay. False if it moved on. */
  release(sessionId: SessionId, at: Cursor): Promise<boolean>;
  /** When to look at a room in the store again; null when there is nothing to wait for. A hint: looking too often does no harm. */
  setDue(sessionId: SessionId, at: number | null): Promise<void>;
  /** Rooms to look at by `now`, those due longest first. */
  due(now: number, limit: number): Promise<readonly SessionId[]>;
  /** Rooms in the store, in no order: what a starting node looks through. */
  rooms(): AsyncIterable<SessionId>;
  /** This node lives, as of the store's clock. */
  heartbeat(node: NodeName): Promise<void>;
  /** The last heartbeat of every node known. */
  nodes(): Promise<ReadonlyMap<NodeName, number>>;
  /** Forgets a node whose connections have all been closed. */
  forgetNode(node: NodeName): Promise<void>;
  close(): Promise<void>;
}

/**
 * What nodes that share a store tell each other, so that a commit is folded everywhere without a read. A hint like a
 * datagram: it may be lost, and a node also hears its own. Whoever folds compares revs.
 */
export interface Announcements {
  /**
   * Hears the commits of a room, write by write in the order of the log, until the returned function is called. Nobody
   * is there to catch what `heard` throws.
   */
  subscribe(sessionId: SessionId, heard: (commits: readonly StoredCommit[]) => void): () => void;
  /**
   * Hears of which rooms announcements may have been missed until now, so that their revs are to be looked at: those
   * whose subscription has just begun, the first time or again after the store was away. Returns the remover.
   */
  onMissed(listener: (sessionIds: readonly SessionId[]) => void): () => void;
  close(): Promise<void>;
}

/** What the database knows of rooms: where they begin, and where they go when they are dormant or over. */
export interface RoomArchive {
  /** The room as last recorded, or as created; null if there is no such session. */
  load(sessionId: SessionId): Promise<ArchivedRoom | null>;
  /** The store is about to take the room: from now on a store without it has lost it. */
  take(sessionId: SessionId): Promise<void>;
  /** A message that live state no longer holds. */
  message(sessionId: SessionId, messageId: MessageId): Promise<Message | null>;
}

/**
 * `released`: the store gave the room up at exactly this cursor. Else, if the store has no such room, it lost it.
 * `accepted`: the commands of the last commits, as far as the archive still has them one by one.
 */
export type ArchivedRoom = StoredRoom & {
  readonly released: boolean;
  readonly accepted?: readonly AcceptedCommand[];
};

/** Where the recorder writes: each commit lands exactly once, however often it is tried. */
export interface RoomRecords {
  /** The last commit recorded of a session; null if none has been. */
  cursor(sessionId: SessionId): Promise<Cursor | null>;
  /**
   * Writes the rows that these commits make and moves the cursor to the last of them, in one transaction. Refused
   * (false) when the cursor is no longer at `from`: somebody else has recorded them. So is it when the room has been
   * taken since `taken` was read: the store lost commits, and these may be among them.
   */
  record(sessionId: SessionId, from: Cursor | null, commits: readonly StoredCommit[], taken?: number): Promise<boolean>;
  /** Grows each time the store is given the room because it lost it, or its end. */
  taken(sessionId: SessionId): Promise<number>;
  /** Keeps a copy of the room for the day it is asked for again, `released` when the store is about to give it up. */
  saveSnapshot(sessionId: SessionId, room: StoredRoom, released: boolean): Promise<void>;
}
