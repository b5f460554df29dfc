import { randomInt, randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { expect, test } from 'vitest';
import { openDatabase } from '../../server/adapters/prisma/open-database.ts';
import { createRoomArchive } from '../../server/adapters/prisma/room-archive.ts';
import { openRoomStore } from '../../server/adapters/sqlite/room-store.ts';
import type { SessionId } from '../../server/protocol/ids.ts';
import { freshDataDir } from '../support/database.ts';
import { newGuest, newSession, type Ack, type Guest } from '../support/plain-client.ts';
import { removeDataDir, startServerProcess, type ServerProcess } from '../support/server-process.ts';

const kills = 10;
const people = 20;
const between = { least: 30, most: 120 };
const silent = { info: () => {}, error: () => {} };

/** Sends one chat message after the other and sends again what was not acknowledged, as the contract says. */
function writer(url: string, guest: Guest, session: { id: string; invite: string }, acknowledged: Map<string, number>) {
  const socket: Socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
    auth: { token: guest.token, protocol: 1, sessionId: session.id, invite: session.invite },
  });
  const stopping = new AbortController();
  // It may have come in again before it is asked whether it has.
  const at = { home: false };
  socket.on('room:joined', () => (at.home = true));
  socket.on('disconnect', () => (at.home = false));
  const inTheRoom = async () => {
    if (!at.home) await new Promise<void>((resolve) => void socket.once('room:joined', () => resolve()));
  };
  const run = async () => {
    await inTheRoom();
    while (!stopping.signal.aborted) {
      const commandId = randomUUID();
      for (let answered = false; !answered;) {
        const payload = { sessionId: session.id, commandId, content: `${guest.name} ${acknowledged.size}` };
        const ack = (await socket
          .timeout(2_000)
          .emitWithAck('chat:send', payload)
          .catch(() => null)) as Ack | null;
        if (ack?.ok) {
          acknowledged.set(commandId, ack.rev!);
          answered = true;
        } else if (!socket.connected || ack?.error?.code === 'FORBIDDEN') {
          await inTheRoom();
        }
      }
    }
  };
  const done = run();
  return {
    async stop() {
      stopping.abort();
      await done;
      socket.close();
    },
  };
}

test(
  'kill -9 under a stream of commands: every acknowledged command is there exactly once',
  { timeout: 300_000 },
  async () => {
    const dataDir = await freshDataDir();
    const env = { RATE_LIMITS: 'off', MAX_PARTICIPANTS: '50' };
    let server: ServerProcess = await startServerProcess({ dataDir, env });
    const { port, url } = server;
    const host = await newGuest(url, 'Host');
    const session = await newSession(url, host, { maxParticipants: 50 });
    const acknowledged = new Map<string, number>();
    const guests = await Promise.all(Array.from({ length: people }, (_, index) => newGuest(url, `Person ${index}`)));
    const writers = guests.map((guest) => writer(url, guest, session, acknowledged));

    for (let kill = 0; kill < kills; kill += 1) {
      const enough = acknowledged.size + randomInt(between.least, between.most);
      await expect.poll(() => acknowledged.size, { timeout: 60_000, interval: 5 }).toBeGreaterThanOrEqual(enough);
      await server.end('SIGKILL');
      server = await startServerProcess({ dataDir, port, env });
    }
    const enough = acknowledged.size + 100;
    await expect.poll(() => acknowledged.size, { timeout: 60_000 }).toBeGreaterThanOrEqual(enough);
    await Promise.all(writers.map((one) => one.stop()));
    expect(await server.end('SIGTERM')).toBe(0);

    const sessionId = session.id as SessionId;
    const store = openRoomStore({ dataDir, now: Date.now });
    const database = await openDatabase({ dataDir, log: silent });
    try {
      const stored = (await store.load(sessionId))!;
      // The state is what the log folds to, by the other way: the database's copy and the commits it recorded.
      expect((await createRoomArchive(database.prisma).load(sessionId))?.room).toEqual(stored.room);
      const kept = await database.prisma.sessionMessage.findMany({ where: { sessionId } });
      const cursor = await database.prisma.recorderCursor.findUnique({ where: { sessionId } });
      expect(cursor).toMatchObject({ epoch: stored.epoch, rev: stored.rev });
      expect(stored.epoch).toBe(1);
      expect(stored.room.state.chat.total).toBe(kept.length);
      const ids = new Set(kept.map(({ id }) => id));
      expect(ids.size).toBe(kept.length);
      expect([...acknowledged.keys()].filter((id) => !ids.has(id))).toEqual([]);
      const revOf = new Map(kept.map(({ id, rev }) => [id, rev]));
      expect([...acknowledged].filter(([id, rev]) => revOf.get(id) !== rev)).toEqual([]);

      // The log may be trimmed behind the recorder; what is left of it has no gap.
      const tail = await store.read(sessionId, { epoch: 1, rev: Math.max(0, stored.rev - 100) }, 200);
      expect(tail?.map(({ rev }) => rev)).toEqual(tail?.map((_, index) => stored.rev - tail.length + 1 + index));
      const recorded = await database.prisma.recordedCommits.findMany({
        where: { sessionId },
        orderBy: { firstRev: 'asc' },
      });
      let expected = recorded[0]?.firstRev ?? 0;
      for (const { firstRev, rev } of recorded) {
        expect(firstRev).toBe(expected);
        expected = rev + 1;
      }
    } finally {
      await database.close();
      await store.close();
      await removeDataDir(dataDir);
    }
  },
);
