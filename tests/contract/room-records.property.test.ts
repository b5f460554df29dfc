import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../server/adapters/prisma/open-database.ts';
import { createRoomArchive } from '../../server/adapters/prisma/room-archive.ts';
import { createRoomRecords } from '../../server/adapters/prisma/room-records.ts';
import { createSessionDirectory } from '../../server/adapters/prisma/session-directory.ts';
import { applyCommit } from '../../server/domain/apply.ts';
import type { Room, StoredCommit } from '../../server/domain/room.ts';
import type { Message, Participant } from '../../server/protocol/room.ts';
import type { Cursor } from '../../server/protocol/events.ts';
import type { SessionId } from '../../server/protocol/ids.ts';
import { openTestDatabase } from '../support/database.ts';
import { crowd, shortPhases, stepsOf } from '../support/room-steps.ts';
import { attendanceOf, roomOf, uuid } from '../support/rooms.ts';
import { createPeople, createRows, fromRows, tellStory } from '../support/session-rows.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase('PGlite');
  await createPeople(database.prisma, crowd);
});
afterAll(() => database.close());

/** What the rows and the room both know. */
async function rowsOf(sessionId: SessionId) {
  const { prisma } = database;
  const directory = createSessionDirectory(prisma);
  const [card, contents, messages] = await Promise.all([
    directory.card(sessionId),
    directory.contents(sessionId),
    directory.messages(sessionId, { limit: 50, before: undefined }),
  ]);
  const stays = await prisma.attendanceInterval.findMany({ where: { sessionId } });
  return {
    status: card?.status,
    startedAt: card?.startedAt,
    settings: contents?.settings,
    timer: contents?.timer,
    goals: contents?.goals,
    messages: messages?.map(({ authorName: _, ...message }) => unordered(message)).toReversed(),
    people: new Map(contents?.participants.map((one) => [one.userId, standing(one)])),
    stays: stays.map((one) => [one.userId, one.startedAt.getTime(), one.endedAt?.getTime() ?? null]),
  };
}

const standing = ({ status, role, joinedAt, leftAt }: Participant) => ({ status, role, joinedAt, leftAt });

/** Who reacted in the same millisecond stands in no order. */
function unordered(message: Message): Message {
  const reactions = Object.entries(message.reactions).map(([emoji, people]) => [emoji, people.toSorted()]);
  return { ...message, reactions: Object.fromEntries(reactions) };
}

function expectedRows({ state }: Room, log: readonly StoredCommit[]) {
  const people = Object.values(state.participants).map((one) => [one.userId, standing(one)] as const);
  // An interval is known by its start: one of no length goes on in the next that begins in the same millisecond.
  const stays = [...attendanceOf(log)].flatMap(([userId, all]) => {
    const byStart = new Map(all.map((one) => [one.from, one.until]));
    return [...byStart].map(([from, until]) => [userId, from, until]);
  });
  return {
    status: state.status,
    startedAt: state.startedAt,
    settings: state.settings,
    timer: state.timer.config,
    goals: state.goals,
    messages: state.chat.recent.map(unordered),
    people: new Map(people),
    stays,
  };
}

const byUser = (stays: unknown[][]) => stays.map((one) => JSON.stringify(one)).toSorted();

test('random logs in random batches, with snapshots now and then: the archive has the room, the rows what it shows', async () => {
  const { prisma } = database;
  const archive = createRoomArchive(prisma);
  const records = createRoomRecords(prisma, {
    notify: () => {},
    onPublicChange: () => {},
    newId: () => crypto.randomUUID(),
  });
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  console.log(`seed ${seed}`);
  let stories = 0;

  const batches = fc.array(fc.record({ size: fc.integer({ min: 1, max: 25 }), snapshot: fc.boolean() }), {
    minLength: 1,
    maxLength: 12,
  });
  const property = fc.asyncProperty(stepsOf(120), batches, fc.subarray(crowd), async (steps, cuts, invited) => {
    stories += 1;
    const sessionId = uuid('story', seed, stories) as SessionId;
    const start = roomOf({
      sessionId,
      owner: fromRows(crowd[0]!),
      settings: { maxParticipants: 5 },
      timer: shortPhases,
      invited: invited.map(fromRows),
    });
    await createRows(prisma, start);
    expect(await archive.load(sessionId)).toEqual({ epoch: 1, rev: 0, room: start, released: true });
    await archive.take(sessionId);

    const { log, room } = tellStory(start, steps, stories);
    let cursor: Cursor | null = null;
    let recorded = start;
    for (let from = 0, turn = 0; from < log.length; turn += 1) {
      const { size, snapshot } = cuts[turn % cuts.length]!;
      const commits: StoredCommit[] = log.slice(from, from + size);
      from += commits.length;
      expect(await records.record(sessionId, cursor, commits)).toBe(true);
      recorded = commits.reduce(applyCommit, recorded);
      const { epoch, rev } = commits.at(-1)!;
      cursor = { epoch, rev };
      expect(await records.cursor(sessionId)).toEqual(cursor);
      if (snapshot) await records.saveSnapshot(sessionId, { epoch, rev, room: recorded }, false);
    }
    expect(await archive.load(sessionId)).toEqual({
      epoch: 1,
      rev: log.length,
      room,
      released: false,
      accepted: expect.any(Array),
    });
    const rows = await rowsOf(sessionId);
    const expected = expectedRows(room, log);
    expect({ ...rows, stays: byUser(rows.stays) }).toEqual({ ...expected, stays: byUser(expected.stays) });
  });
  await fc.assert(property, { numRuns: 40, seed, endOnFailure: true });
}, 120_000);
