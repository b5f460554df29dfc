import type { CommandId, MessageId, SessionId, UserId } from '../protocol/ids.ts';
import type { CommandAnswer } from '../protocol/socket.ts';
import type { AnyCommand } from '../domain/decide.ts';
import type { StoredCommit } from '../domain/room.ts';
import type { ServerCommand } from '../domain/server-command.ts';
import { fetchRoom } from './fetch-room.ts';
import type { Writer } from './known-room.ts';
import { LiveRoom } from './live-room.ts';
import type { Actor } from '../domain/decision.ts';
import type { Performed } from './performing.ts';
import type { Announcements, RoomArchive, RoomStore, StoredRoom } from './ports.ts';

export type CommitListener = (room: LiveRoom, commits: readonly StoredCommit[], by: Writer) => void;
export type ResetListener = (room: LiveRoom) => void;

export type RoomsDeps = {
  readonly store: RoomStore;
  readonly archive: RoomArchive;
  /** What other nodes write; absent on a single node. */
  readonly announcements?: Announcements;
  /** Whether the archive has everything up to `rev`; waits for it a little. */
  readonly recorded: (sessionId: SessionId, rev: number) => Promise<boolean>;
  readonly maxParticipants: number;
  /** Why nothing can be recorded on this server at the moment, or null. */
  readonly cannotRecord?: () => string | null;
  readonly newId: () => string;
  readonly onFailure: (sessionId: SessionId, error: unknown) => void;
  readonly onConflict: () => void;
};

/** The rooms of this node: the one way to change a room, and to look at one. */
export type Rooms = {
  /** Decides and writes a person's command. Answered only when it is durable. */
  perform(sessionId: SessionId, actor: Actor, command: AnyCommand, commandId: CommandId): Promise<Performed>;
  /** The server itself tells a room something: a connection closed, a deadline passed. */
  tell(sessionId: SessionId, command: ServerCommand): Promise<Performed>;
  /** The room in memory, loaded if need be; null if there is no such session. */
  load(sessionId: SessionId): Promise<{ live: LiveRoom; stored: StoredRoom } | null>;
  /** The room if this node has it in memory now. */
  peek(sessionId: SessionId): LiveRoom | undefined;
  /** What a command of this person was answered before, if it was accepted. */
  answered(sessionId: SessionId, userId: UserId, commandId: CommandId): Promise<CommandAnswer | null>;
  /** Listeners hear every commit of a room in order, in the turn in which it is folded in. Returns the remover. */
  onCommits(listener: CommitListener): () => void;
  /** Listeners hear of rooms that went on where no commits lead: what they knew of them is void. Returns the remover. */
  onReset(listener: ResetListener): () => void;
  /** Lets go of a room that nothing is happening in. */
  evict(sessionId: SessionId): void;
  readonly inMemory: ReadonlyMap<SessionId, LiveRoom>;
};

export function createRooms(deps: RoomsDeps): Rooms {
  const { store, archive, announcements } = deps;
  const rooms = new Map<SessionId, LiveRoom>();
  const listeners = new Set<CommitListener>();
  const resetListeners = new Set<ResetListener>();
  const subscriptions = new Map<SessionId, () => void>();

  const liveDeps = {
    store,
    shared: announcements !== undefined,
    maxParticipants: deps.maxParticipants,
    ...(deps.cannotRecord === undefined ? {} : { cannotRecord: deps.cannotRecord }),
    message: async (sessionId: SessionId, messageId: MessageId, rev: number) => {
      if (!(await deps.recorded(sessionId, rev))) throw new Error('The archive is behind');
      return archive.message(sessionId, messageId);
    },
    fetch: (sessionId: SessionId) => fetchRoom(store, archive, sessionId),
    onCommits: (room: LiveRoom, commits: readonly StoredCommit[], by: Writer) => {
      for (const listener of listeners) listener(room, commits, by);
    },
    onReset: (room: LiveRoom) => {
      for (const listener of resetListeners) listener(room);
    },
    onFailure: deps.onFailure,
    onConflict: deps.onConflict,
    // Somebody asks for sessions that do not exist: they must not stay in memory.
    onIdle: (room: LiveRoom) => {
      if (!room.exists && rooms.get(room.sessionId) === room) remove(room.sessionId);
    },
  };

  const remove = (sessionId: SessionId) => {
    rooms.delete(sessionId);
    subscriptions.get(sessionId)?.();
    subscriptions.delete(sessionId);
  };

  const live = (sessionId: SessionId): LiveRoom => {
    const known = rooms.get(sessionId);
    if (known) return known;
    const room = new LiveRoom(sessionId, liveDeps);
    rooms.set(sessionId, room);
    // Before it is loaded: what is announced meanwhile waits, and is folded in on top.
    const unsubscribe = announcements?.subscribe(sessionId, (commits) => room.hear(commits));
    if (unsubscribe) subscriptions.set(sessionId, unsubscribe);
    return room;
  };

  const perform: Rooms['perform'] = (sessionId, actor, command, commandId) =>
    live(sessionId).perform({ sessionId, actor, command, commandId });

  return {
    perform,
    tell: (sessionId, command) => perform(sessionId, { kind: 'server' }, command, deps.newId() as CommandId),
    async load(sessionId) {
      const room = live(sessionId);
      const stored = await room.load();
      if (stored) return { live: room, stored };
      if (room.idle && !room.exists && rooms.get(sessionId) === room) remove(sessionId);
      return null;
    },
    peek: (sessionId) => rooms.get(sessionId),
    answered: (sessionId, userId, commandId) => store.answered(sessionId, userId, commandId),
    onCommits(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onReset(listener) {
      resetListeners.add(listener);
      return () => resetListeners.delete(listener);
    },
    evict(sessionId) {
      if (rooms.get(sessionId)?.idle) remove(sessionId);
    },
    inMemory: rooms,
  };
}
