import type { SessionId } from '../protocol/ids.ts';
import type { NodeName } from '../domain/room.ts';
import type { LiveRoom } from './live-room.ts';
import type { RoomStore } from './ports.ts';
import type { Rooms } from './rooms.ts';

const heartbeatMs = 2_000;

export type Presence = {
  /** A last heartbeat, so that the people of a node that stops in good order are seen until then. */
  close(): Promise<void>;
};

/** Shows that this node lives, for as long as it does: the proof that the people it holds were here. */
export async function startPresence(
  store: RoomStore,
  node: NodeName,
  onError: (error: unknown) => void,
): Promise<Presence> {
  await store.heartbeat(node);
  const beating = setInterval(() => void store.heartbeat(node).catch(onError), heartbeatMs);
  return {
    async close() {
      clearInterval(beating);
      await store.heartbeat(node);
    },
  };
}

/**
 * On a single node everything another incarnation held is gone: its connections are closed, in every room of the store,
 * as of its last heartbeat. Runs before anybody is let in. Returns the rooms it found.
 */
export async function recoverRooms(
  rooms: Rooms,
  store: RoomStore,
  node: NodeName,
  found: (room: LiveRoom) => void,
): Promise<SessionId[]> {
  const nodes = await store.nodes();
  const seen: SessionId[] = [];
  for await (const sessionId of store.rooms()) {
    seen.push(sessionId);
    const loaded = await rooms.load(sessionId);
    if (!loaded) continue;
    const { connections, lastAt } = loaded.stored.room.backstage;
    const lost = new Set(Object.values(connections).map((connection) => connection.node));
    lost.delete(node);
    for (const name of lost) {
      const lastSeenAt = Math.max(nodes.get(name) ?? 0, lastAt);
      // oxlint-disable-next-line no-await-in-loop -- one commit after the other
      const reaped = await rooms.tell(sessionId, { type: 'node:reap', node: name, lastSeenAt });
      // Else its people would be there for ever: without them out nobody may come in.
      if (!reaped.ok && reaped.refusal.code === 'UNAVAILABLE') throw new Error(`${sessionId} could not be recovered`);
    }
    found(loaded.live);
  }
  await Promise.all([...nodes.keys()].filter((name) => name !== node).map((name) => store.forgetNode(name)));
  return seen;
}
