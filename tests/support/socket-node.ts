import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Person, Room } from '../../server/domain/room.ts';
import { trackConnections } from '../../server/gateway/connections.ts';
import { createLimiters } from '../../server/gateway/limits.ts';
import { createLog } from '../../server/gateway/log.ts';
import { createMetrics } from '../../server/gateway/metrics.ts';
import { createPeerSockets } from '../../server/gateway/socket/media.ts';
import { attachSockets } from '../../server/gateway/socket/socket-server.ts';
import { startMedia } from '../../server/media/start.ts';
import { done, refused } from '../../server/people/outcome.ts';
import type { SessionId } from '../../server/protocol/ids.ts';
import type { ArchivedRoom, RoomArchive } from '../../server/rooms/ports.ts';
import { createRooms } from '../../server/rooms/rooms.ts';
import { startScheduler } from '../../server/rooms/scheduler.ts';
import { memoryRoomStore } from './memory-room-store.ts';
import type { Guest } from './plain-client.ts';
import { person, roomOf } from './rooms.ts';
import { visit, type Auth, type Visitor } from './visitor.ts';

export type SocketNode = Awaited<ReturnType<typeof startSocketNode>>;

const mediaSettings = {
  workers: 1,
  listenIp: '127.0.0.1',
  announcedAddress: undefined,
  minPort: 41_000,
  maxPort: 41_999,
  turn: { urls: ['turn:turn.example:3478'], secret: 'a secret of the relay' },
};

/** Sockets over a real port and rooms over a store in memory: what can be held, broken and looked into, at once. */
export async function startSocketNode({ rateLimits = false, maxParticipants = 200, media = false } = {}) {
  const now = () => Date.now();
  const store = memoryRoomStore({ now });
  const archived = new Map<SessionId, ArchivedRoom>();
  const archive: RoomArchive = {
    load: async (sessionId) => archived.get(sessionId) ?? null,
    take: async () => {},
    message: async () => null,
  };
  const failures: unknown[] = [];
  const rooms = createRooms({
    store,
    archive,
    recorded: async () => true,
    maxParticipants,
    newId: randomUUID,
    onFailure: (_, error) => failures.push(error),
    onConflict: () => {},
  });
  const scheduler = startScheduler(rooms, store, (error) => failures.push(error));
  const metrics = createMetrics();
  const peers = createPeerSockets();
  const works = await startMedia({
    settings: { ...mediaSettings, enabled: media },
    stateOf: async (sessionId) => (await rooms.load(sessionId))?.stored.room.state ?? null,
    tell: peers.tell,
    now,
    newId: randomUUID,
    refresh: async () => {},
    catchUp: async () => {},
    onError: (_, error) => failures.push(error),
    onMissing: (reason) => media && failures.push(new Error(reason)),
  });
  rooms.onCommits(
    ({ current }) => current && works.follow(current.room.state, (peer) => peer in current.room.backstage.connections),
  );
  const http = createServer();
  const cutOff = trackConnections(http);
  const gateway = attachSockets(
    http,
    {
      rooms,
      limiters: createLimiters({ enabled: rateLimits }),
      authenticate: async (token) => {
        const [userId, name, expiresAt] = token.split('|');
        const known = [...people.values()].find((one) => one.userId === userId);
        if (!known || !name) return refused('UNAUTHENTICATED', 'The token is not valid');
        return done({ ...known, version: 0, expiresAt: Number(expiresAt) });
      },
      mark: () => 0,
      revokedSince: () => false,
      now,
      newId: randomUUID,
      node: 'n1',
      onRevoked: () => {},
      onLook: () => {},
      calls: { desk: works.desk, peers },
      log: createLog('silent', 'n1'),
      metrics,
    },
    { allowedOrigins: ['https://friend.example'], trustProxy: false },
  );
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const people = new Map<string, Person>();
  const visitors: Visitor[] = [];

  /** Somebody with a token, by their name; it lasts an hour unless told otherwise. */
  const guest = (name: string, lastsMs = 3_600_000): Guest => {
    const one = people.get(name) ?? person(name);
    people.set(name, one);
    return { userId: one.userId, name, token: `${one.userId}|${name}|${now() + lastsMs}` };
  };
  const visitAs = async (one: Guest, auth: Auth = {}, options = {}) => {
    const visitor = await visit(url, one, auth, options, (opened) => visitors.push(opened));
    return visitor;
  };
  const leave = async (visitor: Visitor) => {
    visitors.splice(visitors.indexOf(visitor), 1);
    visitor.close();
    await visitor.gone();
  };

  return {
    url,
    store,
    rooms,
    gateway,
    metrics,
    failures,
    /** Process ids of the media workers. */
    workerPids: works.workerPids,
    guest,
    visitAs,
    /** Visits as somebody named. */
    visit: (name: string, auth: Auth = {}) => visitAs(guest(name), auth),
    /** A new session; its owner is Ann. */
    session(given: Parameters<typeof roomOf>[0] = {}): Room {
      const owner = guest('Ann');
      const sessionId = randomUUID() as SessionId;
      const room = roomOf({ createdAt: now(), owner: { ...people.get(owner.name)! }, ...given, sessionId });
      archived.set(sessionId, { epoch: 1, rev: 0, room, released: true });
      return room;
    },
    /** The room as the store has it. */
    stored: async ({ state }: Room) => (await store.load(state.sessionId))!,
    /** How many sockets are connected of those that were opened here. */
    opened: () => visitors.length,
    /** Closes every socket that was opened here. */
    leaveAll: () => Promise.all([...visitors].map(leave)),
    leaveAllBut: (one: Visitor) => Promise.all(visitors.filter((other) => other !== one).map(leave)),
    async close() {
      for (const visitor of visitors) visitor.close();
      scheduler.close();
      const closed = gateway.close();
      cutOff();
      await closed;
      await works.close();
    },
  };
}
