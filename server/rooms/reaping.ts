import type { SessionId } from '../protocol/ids.ts';
import { nextDeadline } from '../domain/deadlines.ts';
import type { NodeName, Room } from '../domain/room.ts';
import type { RoomRecords, RoomStore } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { Rooms } from './rooms.ts';
import { watchNodes, type Nodes } from './watch-nodes.ts';

const pageSize = 32;
/** How often rooms in memory are searched for nodes that nobody ever heard of. */
const searchMs = 2_000;

export type ReapingDeps = {
  readonly rooms: Rooms;
  readonly store: RoomStore;
  readonly records: RoomRecords;
  readonly recorder: Recorder;
  readonly node: NodeName;
  readonly monotonic: () => number;
  readonly onError: (error: unknown) => void;
};

/**
 * Closes what a dead node held, in every room of the store: each room by one commit, the rooms in memory first. Any
 * number of nodes may do it at once; who comes second finds nothing to do. The node is forgotten when no room names it,
 * so if this node dies meanwhile another goes on.
 *
 * On the way every room that no node may hold any more is put back to work: its deadlines are noted as due, and its
 * commits recorded. That is why no commit has to note a deadline before it is written: a node that dies is followed by a
 * search, and so is a start, since the nodes that stood before it are found dead.
 */
export async function startReaping(deps: ReapingDeps): Promise<{ close(): Promise<void> }> {
  const { rooms, store, onError } = deps;
  let searching: Promise<void> | null = null;
  const onDead = (dead: ReadonlyMap<NodeName, number | null>) => {
    searching ??= bury(deps, nodes, dead)
      .catch(onError)
      .finally(() => (searching = null));
  };
  const nodes: Nodes = await watchNodes({ ...deps, store, onDead });
  const search = setInterval(() => {
    for (const { current } of rooms.inMemory.values())
      if (current) namesIn(current.room).forEach((name) => nodes.suspect(name));
  }, searchMs);
  return {
    async close() {
      clearInterval(search);
      await searching;
      await nodes.close();
    },
  };
}

async function bury(deps: ReapingDeps, nodes: Nodes, dead: ReadonlyMap<NodeName, number | null>): Promise<void> {
  const { rooms, store } = deps;
  const revs = new Map<SessionId, number>();
  const examine = async (sessionId: SessionId) => {
    const rev = await examineRoom(deps, nodes, sessionId, dead);
    revs.set(sessionId, rev);
  };
  await inPages([...rooms.inMemory.keys()], examine);
  const others: SessionId[] = [];
  for await (const sessionId of store.rooms()) if (!revs.has(sessionId)) others.push(sessionId);
  await inPages(others, examine);
  await markBehind(deps, revs);
  // One that woke meanwhile registers its connections anew, and stays.
  await Promise.all([...dead.keys()].filter((name) => nodes.isDead(name)).map((name) => nodes.forget(name)));
}

/** Throws if the room may still name a dead node; answers how far its log went. */
async function examineRoom(
  { rooms, store }: ReapingDeps,
  nodes: Nodes,
  sessionId: SessionId,
  dead: ReadonlyMap<NodeName, number | null>,
): Promise<number> {
  const held = rooms.peek(sessionId)?.current;
  const stored = held ?? (await store.load(sessionId));
  if (!stored) return 0;
  const { room, rev } = stored;
  for (const name of namesIn(room)) {
    if (!dead.has(name)) nodes.suspect(name);
    else if (nodes.isDead(name)) {
      const lastSeenAt = dead.get(name) ?? room.backstage.lastAt;
      // oxlint-disable-next-line no-await-in-loop -- one commit after the other
      const reaped = await rooms.tell(sessionId, { type: 'node:reap', node: name, lastSeenAt });
      if (!reaped.ok && reaped.refusal.code === 'UNAVAILABLE') throw new Error(`${sessionId} could not be reaped`);
    }
  }
  const due = held ? null : nextDeadline(room);
  if (due) await store.setDue(sessionId, due.at);
  return rev;
}

/** Commits of a dead node may not be recorded. If the database cannot say so just now, the recorder finds out. */
async function markBehind({ records, recorder }: ReapingDeps, revs: ReadonlyMap<SessionId, number>): Promise<void> {
  let asked = true;
  await inPages([...revs.keys()], async (sessionId) => {
    const failed = () => {
      asked = false;
      return null;
    };
    const recorded = asked ? await records.cursor(sessionId).catch(failed) : null;
    if ((recorded?.rev ?? 0) < revs.get(sessionId)!) recorder.mark(sessionId);
  });
}

async function inPages(sessionIds: readonly SessionId[], examine: (id: SessionId) => Promise<void>): Promise<void> {
  for (let at = 0; at < sessionIds.length; at += pageSize) {
    // oxlint-disable-next-line no-await-in-loop -- a page at a time
    await Promise.all(sessionIds.slice(at, at + pageSize).map(examine));
  }
}

const namesIn = ({ backstage }: Room): Set<NodeName> =>
  new Set(Object.values(backstage.connections).map(({ node }) => node));
