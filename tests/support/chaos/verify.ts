import { isDeepStrictEqual } from 'node:util';
import { createRoomArchive } from '../../../server/adapters/prisma/room-archive.ts';
import type { PrismaClient } from '../../../server/adapters/prisma/open-database.ts';
import { openRoomStore } from '../../../server/adapters/redis/room-store.ts';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { StoredRoom } from '../../../server/rooms/ports.ts';
import type { RoomState } from '../../../server/protocol/room.ts';
import type { Cluster } from '../cluster.ts';
import { newGuest } from '../plain-client.ts';
import { accepted, type Talker } from './crowd.ts';

const patienceMs = 40_000;

/** What is wrong once nobody says anything any more, a line each; and the highest epoch. */
export async function verify(
  cluster: Cluster,
  talkers: readonly Talker[],
): Promise<{ breaches: string[]; epoch: number }> {
  return cluster.rows((database) => compare(cluster, database, talkers));
}

async function compare(
  cluster: Cluster,
  database: PrismaClient,
  talkers: readonly Talker[],
): Promise<{ breaches: string[]; epoch: number }> {
  const sessionIds = [...new Set(talkers.map(({ sessionId }) => sessionId))];
  const store = await openRoomStore({ url: cluster.redis.url });
  const breaches: string[] = [];
  let epoch = 0;
  try {
    for (const sessionId of sessionIds) {
      const people = talkers.filter((one) => one.sessionId === sessionId);
      const fault = (what: string) => void breaches.push(`${sessionId}: ${what}`);
      // oxlint-disable no-await-in-loop -- one room after the other
      const stored = await settled(people, () => store.load(sessionId), fault);
      if (!stored) continue;
      const room = stored.room.state;
      epoch = Math.max(epoch, stored.epoch);
      const tail = await store.read(sessionId, { epoch: stored.epoch, rev: Math.max(0, stored.rev - 50) }, 50);
      const first = stored.rev - (tail?.length ?? 0) + 1;
      if (!tail?.every(({ rev }, index) => rev === first + index)) fault('the log has a gap');
      await nodesAgree(cluster, people[0]!, room, fault);
      await recordsAgree(database, sessionId, () => store.load(sessionId), people, fault);
      await accepted(people[0]!.handle.send('session:end', {}));
      await attendanceClosed(database, sessionId, fault);
      // oxlint-enable no-await-in-loop
    }
  } finally {
    await store.close();
  }
  return { breaches, epoch };
}

type Fault = (what: string) => void;

async function eventually(holds: () => boolean | Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  /* oxlint-disable no-await-in-loop -- looked at again and again */
  while (!(await holds())) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  /* oxlint-enable no-await-in-loop */
  return true;
}

/** The room as all clients and Redis have it when nothing moves any more. */
async function settled(
  people: readonly Talker[],
  load: () => Promise<StoredRoom | null>,
  fault: Fault,
): Promise<StoredRoom | null> {
  const host = people[0]!;
  const paused = await eventually(async () => {
    const { ok } = await host.handle.send('timer:pause', {});
    return ok || timerOf(host) === 'PAUSED';
  });
  if (!paused) fault('the timer cannot be paused');
  const views = () =>
    people.map(({ handle }) => {
      const state = handle.state.getSnapshot();
      return state.kind === 'ready' && state.live && state.pending.length === 0 ? state : null;
    });
  let stored: StoredRoom | null = null;
  const agree = await eventually(async () => {
    stored = await load();
    if (!stored) return false;
    const { epoch, rev, room } = stored;
    return views().every((one) => one && isDeepStrictEqual([one.cursor, one.room], [{ epoch, rev }, room.state]));
  });
  if (agree) return stored;
  const { epoch, rev } = (await load()) ?? { epoch: 0, rev: 0 };
  const cursors = views().map((one) => one?.cursor);
  fault(`Redis is at ${epoch}.${rev}, and clients differ: ${JSON.stringify(cursors)}`);
  return null;
}

const timerOf = ({ handle }: Talker) => {
  const state = handle.state.getSnapshot();
  return state.kind === 'ready' ? state.room.timer.status : null;
};

async function nodesAgree(cluster: Cluster, { sessionId }: Talker, room: RoomState, fault: Fault): Promise<void> {
  const onlooker = await newGuest(cluster.url(0), 'Onlooker');
  for (const { server, name } of cluster.nodes) {
    // oxlint-disable-next-line no-await-in-loop -- one node after the other
    const { status, body } = await shown(server.url, onlooker.token, sessionId);
    const count = Object.values(room.participants).filter((one) => one.status === 'JOINED').length;
    if (status !== 200 || body.session.participantCount !== count) fault(`node ${name} shows something else`);
  }
}

async function shown(url: string, token: string, sessionId: SessionId) {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/study-sessions/${sessionId}`, { headers });
  return { status: response.status, body: (await response.json()) as { session: { participantCount: number } } };
}

async function recordsAgree(
  database: PrismaClient,
  sessionId: SessionId,
  load: () => Promise<StoredRoom | null>,
  people: readonly Talker[],
  fault: Fault,
): Promise<void> {
  // A node may still bury another, which is a commit that no client shows: what counts is where the room stands then.
  let stored = await load();
  let cursor: { epoch: number; rev: number } | null = null;
  const recorded = await eventually(async () => {
    stored = await load();
    cursor = await database.recorderCursor.findUnique({ where: { sessionId }, select: { epoch: true, rev: true } });
    return stored !== null && cursor?.rev === stored.rev;
  });
  if (!stored) return fault('Redis has the room no more');
  if (!recorded) {
    return fault(`recorded up to ${JSON.stringify(cursor)}, while Redis is at ${stored.epoch}.${stored.rev}`);
  }
  const archived = await createRoomArchive(database).load(sessionId);
  if (!isDeepStrictEqual(archived?.room, stored.room)) fault('PostgreSQL and Redis do not agree');
  const batches = await database.recordedCommits.findMany({ where: { sessionId }, orderBy: { firstRev: 'asc' } });
  if (batches.some(({ firstRev }, index) => index > 0 && firstRev !== batches[index - 1]!.rev + 1)) {
    fault('the recorded commits have a gap');
  }
  const rows = await database.sessionMessage.findMany({ where: { sessionId }, select: { content: true } });
  const count = new Map<string, number>();
  for (const { content } of rows) count.set(content, (count.get(content) ?? 0) + 1);
  const promised = people.flatMap(({ acknowledged }) => [...acknowledged]);
  const lost = promised.filter((content) => !count.has(content));
  const twice = [...count].filter(([, times]) => times > 1);
  if (lost.length > 0) fault(`${lost.length} acknowledged messages are lost`);
  if (twice.length > 0) fault(`${twice.length} messages are there twice`);
  if (rows.length !== stored.room.state.chat.total) fault('the room counts other messages than there are');
  const phases = await database.timerPhase.findMany({ where: { sessionId }, orderBy: { startedAt: 'asc' } });
  const overlap = phases.some(({ startedAt }, index) => index > 0 && startedAt < phases[index - 1]!.endedAt);
  if (overlap) fault('a phase was completed twice, or two at once');
}

async function attendanceClosed(database: PrismaClient, sessionId: SessionId, fault: Fault): Promise<void> {
  const over = async () =>
    (await database.studySession.findUnique({ where: { id: sessionId } }))?.status === 'COMPLETED';
  if (!(await eventually(over))) fault('the end of the session is not recorded');
  const stays = await database.attendanceInterval.findMany({ where: { sessionId }, orderBy: { startedAt: 'asc' } });
  if (stays.some(({ endedAt }) => endedAt === null)) fault('somebody is still there after the end');
  const last = new Map<string | null, Date>();
  for (const { userId, startedAt, endedAt } of stays) {
    if (startedAt < (last.get(userId) ?? startedAt)) fault('somebody was there twice at once');
    last.set(userId, endedAt ?? startedAt);
  }
}
