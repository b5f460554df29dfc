import type { Commit, Cursor } from '../../../server/protocol/events.ts';
import type { RoomState } from '../../../server/protocol/room.ts';
import type { Update } from '../../../server/protocol/socket.ts';
import { fold } from '../../../server/domain/fold.ts';

/** A room as the server has told it up to a place in its log. */
interface Replica {
  readonly cursor: Cursor;
  readonly room: RoomState;
}

/** What is missing to go on: nothing; the commits since the cursor; the whole room, for the commits make no sense here. */
export type Lack = 'nothing' | 'commits' | 'snapshot';

/** One commit folded into the room. */
export interface Step {
  readonly commit: Commit;
  readonly before: RoomState;
  readonly after: RoomState;
}

export interface Received {
  /** What was folded just now, in order. */
  readonly fresh: readonly Step[];
  readonly lack: Lack;
}

export interface RoomLog {
  readonly cursor: () => Cursor | null;
  readonly room: () => RoomState | null;
  /** Commits in whatever order, once or more often, with or without gaps. */
  readonly receive: (commits: readonly Commit[]) => Received;
  /** The answer to a join or to `room:since`. `loaded`: it replaced the room instead of adding to it. */
  readonly update: (update: Update) => Received & { readonly loaded: boolean };
}

/** Commits that came before those they follow; more than this are not worth keeping when a snapshot is as short. */
const mostEarly = 500;

export function createRoomLog(): RoomLog {
  let replica: Replica | null = null;
  /** By rev, all of one epoch. */
  let early = new Map<number, Commit>();
  let earlyEpoch = 0;

  function keep(commit: Commit): void {
    if (commit.epoch > earlyEpoch || early.size >= mostEarly) early = new Map();
    earlyEpoch = Math.max(earlyEpoch, commit.epoch);
    if (commit.epoch === earlyEpoch) early.set(commit.rev, commit);
  }

  /** Folds what follows the cursor without a gap. */
  function advance(): Received {
    const fresh: Step[] = [];
    if (!replica) return { fresh, lack: 'nothing' };
    const { epoch } = replica.cursor;
    if (earlyEpoch > epoch) return { fresh, lack: 'commits' };
    if (earlyEpoch < epoch) return { fresh, lack: 'nothing' };
    for (let next = early.get(replica.cursor.rev + 1); next; next = early.get(next.rev + 1)) {
      const before = replica.room;
      const after = foldCommit(before, next);
      if (!after) return { fresh, lack: 'snapshot' };
      replica = { cursor: { epoch, rev: next.rev }, room: after };
      fresh.push({ commit: next, before, after });
    }
    for (const rev of early.keys()) if (rev <= replica.cursor.rev) early.delete(rev);
    return { fresh, lack: early.size > 0 ? 'commits' : 'nothing' };
  }

  return {
    cursor: () => replica?.cursor ?? null,
    room: () => replica?.room ?? null,
    receive(commits) {
      for (const commit of commits) if (!isOld(commit, replica?.cursor)) keep(commit);
      return advance();
    },
    update({ epoch, rev, commits = [], snapshot }) {
      const known = replica?.cursor;
      // What is known already may be further than a snapshot that was on its way: it is never taken back.
      const loaded = snapshot !== undefined && !(known?.epoch === epoch && known.rev > rev);
      if (loaded) replica = { cursor: { epoch, rev }, room: snapshot };
      for (const commit of commits) if (!isOld(commit, replica?.cursor)) keep(commit);
      const { fresh, lack } = advance();
      const reached = replica?.cursor.epoch === epoch && replica.cursor.rev >= rev;
      return { fresh, loaded, lack: lack === 'nothing' && !reached ? 'commits' : lack };
    },
  };
}

const isOld = (commit: Commit, cursor: Cursor | undefined): boolean =>
  cursor !== undefined && (commit.epoch < cursor.epoch || (commit.epoch === cursor.epoch && commit.rev <= cursor.rev));

/** The room after a commit, all of it or nothing; null if a newer server wrote something this client cannot know. */
function foldCommit(room: RoomState, commit: Commit): RoomState | null {
  try {
    return commit.events.reduce((state, event) => fold(state, event, commit), room);
  } catch {
    return null;
  }
}
