import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../server/adapters/prisma/open-database.ts';
import { createRoomArchive } from '../../server/adapters/prisma/room-archive.ts';
import { createRoomRecords } from '../../server/adapters/prisma/room-records.ts';
import { applyCommit } from '../../server/domain/apply.ts';
import type { Event, Person, Room, StoredCommit } from '../../server/domain/room.ts';
import type { SessionId } from '../../server/protocol/ids.ts';
import type { Notification } from '../../server/protocol/socket.ts';
import { databaseKinds, openTestDatabase } from '../support/database.ts';
import { active, ann, bob, cleo, dan, given, madeMessage, minutes, person, roomOf, uuid } from '../support/rooms.ts';
import { createPeople, createRows, fromRows } from '../support/session-rows.ts';

const people = [ann, bob, cleo, dan];
let sessions = 0;

describe.each(databaseKinds)('on %s', (kind) => {
  let database: Database;
  const told: [string, Notification['type']][] = [];
  const notify = (userId: string, { type }: Notification) => void told.push([userId, type]);
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    await createPeople(database.prisma, people);
  });
  afterAll(() => database.close());

  let publicChanges = 0;
  const onPublicChange = () => void (publicChanges += 1);
  const newId = () => crypto.randomUUID();
  const recordsOf = () => createRoomRecords(database.prisma, { notify, onPublicChange, newId });

  /** A session of Ann's that is in the database, and its room. */
  async function begun(invited: readonly Person[] = []): Promise<{ sessionId: SessionId; room: Room }> {
    sessions += 1;
    const sessionId = uuid(kind, 'session', sessions) as SessionId;
    const room = roomOf({ sessionId, invited: invited.map(fromRows), owner: fromRows(ann) });
    await createRows(database.prisma, room);
    await createRoomArchive(database.prisma).take(sessionId);
    return { sessionId, room };
  }
  const inEpoch = (log: readonly StoredCommit[], epoch = 1) => log.map((commit) => ({ ...commit, epoch }));
  const numbers = async (sessionId: SessionId) => {
    const { prisma } = database;
    const where = { where: { sessionId } };
    const cursor = await prisma.recorderCursor.findUnique(where);
    return {
      rev: cursor?.rev ?? 0,
      messages: await prisma.sessionMessage.count(where),
      goals: await prisma.sessionGoal.count(where),
      stays: await prisma.attendanceInterval.count(where),
      batches: await prisma.recordedCommits.count(where),
      analytics: await prisma.sessionAnalytics.count(where),
      notices: await prisma.notification.count({ where: { actionUrl: `/study-sessions/${sessionId}` } }),
    };
  };

  /** A whole short session: Bob comes, they talk, it ends. Dan is invited and never comes. */
  function shortStory(room: Room) {
    const story = given(room);
    story.come(ann);
    story.when(ann, { type: 'member:invite', people: [dan] });
    story.come(bob);
    story.when(ann, { type: 'session:start' });
    story.when(bob, { type: 'chat:send', content: 'hello' });
    story.when(bob, { type: 'goal:add', title: 'read' });
    story.when(ann, { type: 'timer:start' });
    story.pass(26 * minutes);
    story.when(ann, { type: 'session:end' });
    return story;
  }
  const whole = { messages: 1, goals: 1, stays: 2, batches: 1, analytics: 1, notices: 3 };

  test('the same batch again, from the same cursor, changes nothing', async () => {
    const { sessionId, room } = await begun();
    const log = inEpoch(shortStory(room).log);
    const records = recordsOf();
    expect(await records.record(sessionId, null, log)).toBe(true);
    const after = await numbers(sessionId);
    expect(after).toEqual({ ...whole, rev: log.length });
    told.length = 0;
    expect(await records.record(sessionId, null, log)).toBe(false);
    expect(await recordsOf().record(sessionId, { epoch: 1, rev: 2 }, log.slice(2))).toBe(false);
    expect(await numbers(sessionId)).toEqual(after);
    expect(told).toEqual([]);
  });

  test('of recorders with the same batch at the same time one writes', async () => {
    const { sessionId, room } = await begun();
    const log = inEpoch(shortStory(room).log);
    const tries = Array.from({ length: 5 }, () => recordsOf().record(sessionId, null, log));
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    expect(await numbers(sessionId)).toEqual({ ...whole, rev: log.length });
  });

  test.each([
    'RecordedCommits',
    'SessionParticipant',
    'AttendanceInterval',
    'TimerPhase',
    'SessionMessage',
    'SessionGoal',
    'SessionAnalytics',
    'Notification',
  ])('a failure while it writes %s leaves nothing, and the next try everything', async (table) => {
    const { prisma } = database;
    const { sessionId, room } = await begun();
    const log = inEpoch(shortStory(room).log);
    const before = await numbers(sessionId);
    await prisma.$executeRawUnsafe(
      `CREATE OR REPLACE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE 'refused by the test'; END $$ LANGUAGE plpgsql`,
    );
    await prisma.$executeRawUnsafe(
      `CREATE TRIGGER refusal BEFORE INSERT ON "${table}" FOR EACH ROW EXECUTE FUNCTION refuse()`,
    );
    told.length = 0;
    await expect(recordsOf().record(sessionId, null, log)).rejects.toThrow('refused by the test');
    await prisma.$executeRawUnsafe(`DROP TRIGGER refusal ON "${table}"`);
    expect(await numbers(sessionId)).toEqual(before);
    expect(told).toEqual([]);
    expect(await recordsOf().record(sessionId, null, log)).toBe(true);
    expect(await numbers(sessionId)).toEqual({ ...whole, rev: log.length });
  });

  test('a batch that leaves a gap, or that this version cannot read, is an error and no silence', async () => {
    const { sessionId, room } = await begun();
    const log = inEpoch(shortStory(room).log);
    await expect(recordsOf().record(sessionId, null, log.slice(1))).rejects.toThrow('does not continue its records');
    const unknown = { ...log[0]!, events: [{ type: 'room.painted' } as unknown as Event] };
    await expect(recordsOf().record(sessionId, null, [unknown])).rejects.toThrow('room.painted');
    expect((await numbers(sessionId)).rev).toBe(0);
  });

  test('an id that comes again, text PostgreSQL cannot hold, and people who are gone stop nothing', async () => {
    const { prisma } = database;
    const ghost = person(`Ghost on ${kind}`);
    await createPeople(prisma, [ghost]);
    const { sessionId, room } = await begun();
    const story = given(room);
    story.come(ann);
    story.come(ghost);
    const sent = story.when(ann, { type: 'chat:send', content: 'lone \uD800 surrogate' });
    story.when(ghost, { type: 'chat:send', content: 'boo' });
    story.when(ghost, { type: 'chat:react', messageId: madeMessage(sent), emoji: '👍' });
    story.when(ghost, { type: 'goal:add', title: 'haunt' });
    const log = inEpoch(story.log);
    const first = log.find(({ events }) => events[0]?.type === 'chat.sent')!;
    await prisma.user.delete({ where: { id: ghost.userId } });
    const again = { ...first, rev: log.length + 1 };
    expect(await recordsOf().record(sessionId, null, [...log, again])).toBe(true);
    const messages = await prisma.sessionMessage.findMany({ where: { sessionId }, orderBy: { rev: 'asc' } });
    expect(messages.map(({ content, authorId }) => [content, authorId])).toEqual([
      ['lone \uFFFD surrogate', ann.userId],
      ['boo', null],
    ]);
    const archived = await createRoomArchive(prisma).load(sessionId);
    expect(archived?.room).toEqual(applyCommit(story.room, again));
  });

  test('what a session came to: people, talk, goals, time attended and focused', async () => {
    const { sessionId, room } = await begun();
    const story = given(room);
    story.come(ann);
    story.when(ann, { type: 'session:start' });
    story.when(ann, { type: 'timer:start' });
    story.pass(5 * minutes);
    // Bob misses the first fifth of the phase.
    story.come(bob);
    story.pass(20 * minutes);
    story.when(ann, { type: 'goal:complete', goalId: goalOf(story) });
    story.pass(5 * minutes);
    story.when(ann, { type: 'session:end' });
    await recordsOf().record(sessionId, null, inEpoch(story.log));
    expect(await database.prisma.sessionAnalytics.findUnique({ where: { sessionId } })).toMatchObject({
      totalMessages: 0,
      totalParticipants: 2,
      goalsTotal: 1,
      goalsCompleted: 1,
      completedWorkPhases: 1,
      durationMs: BigInt(30 * minutes),
      focusMs: BigInt((25 + 20) * minutes),
      avgParticipationScore: expect.closeTo((100 * (30 + 25)) / 60),
    });
  });
  const goalOf = (story: ReturnType<typeof active>) => {
    const added = story.when(ann, { type: 'goal:add', title: 'read' });
    if (!added.ok) throw new Error('refused');
    return added.result!.goalId!;
  };

  describe('the archive', () => {
    test('has a room that was released at its cursor, and gives one that was lost a new epoch each time', async () => {
      const { sessionId, room } = await begun();
      const archive = createRoomArchive(database.prisma);
      const story = shortStory(room);
      await recordsOf().record(sessionId, null, inEpoch(story.log));
      const stored = { epoch: 1, rev: story.log.length, room: story.room };
      await recordsOf().saveSnapshot(sessionId, stored, true);
      expect(await archive.load(sessionId)).toEqual({ ...stored, released: true, accepted: [] });
      await archive.take(sessionId);
      expect(await archive.load(sessionId)).toEqual({ ...stored, released: false, accepted: [] });
      // The store has lost it before anything was recorded: whoever opens it takes the epoch after the one told.
      await archive.take(sessionId);
      expect(await archive.load(sessionId)).toMatchObject({ epoch: 2, released: false });
      await archive.take(sessionId);
      expect(await archive.load(sessionId)).toMatchObject({ epoch: 3, released: false });
      // A node that let it go in the first epoch comes late.
      await recordsOf().saveSnapshot(sessionId, stored, true);
      expect(await archive.load(sessionId)).toMatchObject({ epoch: 3, released: false });
    });

    test('keeps the newer of two snapshots, and lets go of the commits it covers', async () => {
      const { sessionId, room } = await begun();
      const { log } = shortStory(room);
      const at = (rev: number) => ({ epoch: 1, rev, room: log.slice(0, rev).reduce(applyCommit, room) });
      const records = recordsOf();
      await records.record(sessionId, null, inEpoch(log.slice(0, 3)));
      await records.record(sessionId, { epoch: 1, rev: 3 }, inEpoch(log.slice(3)));
      await records.saveSnapshot(sessionId, at(4), false);
      await records.saveSnapshot(sessionId, at(2), false);
      expect((await numbers(sessionId)).batches).toBe(1);
      expect(await createRoomArchive(database.prisma).load(sessionId)).toMatchObject(at(log.length));
    });

    test('says which session it cannot read', async () => {
      const { sessionId, room } = await begun();
      const archive = createRoomArchive(database.prisma);
      await recordsOf().record(sessionId, null, inEpoch(shortStory(room).log));
      await database.prisma.recordedCommits.updateMany({ where: { sessionId }, data: { body: '{"version":9}' } });
      await expect(archive.load(sessionId)).rejects.toThrow(sessionId);
      await database.prisma.recordedCommits.deleteMany({ where: { sessionId } });
      await expect(archive.load(sessionId)).rejects.toThrow(`Commits of session ${sessionId} are missing`);
      expect(await archive.load(uuid('nothing') as SessionId)).toBeNull();
    });
  });

  test('who is not in the room is told once that it started and ended; who is invited, of that; others to look again', async () => {
    const { sessionId, room } = await begun([cleo]);
    const log = inEpoch(shortStory(room).log);
    told.length = 0;
    await recordsOf().record(sessionId, null, log);
    const stored = await database.prisma.notification.findMany({
      where: { actionUrl: `/study-sessions/${sessionId}` },
      orderBy: { createdAt: 'asc' },
    });
    const rows = stored.map(({ userId, type }) => `${userId} ${type}`).toSorted();
    const expected = [
      `${cleo.userId} SESSION_INVITE`,
      `${cleo.userId} SESSION_STARTED`,
      `${cleo.userId} SESSION_ENDED`,
      `${dan.userId} SESSION_INVITE`,
      `${dan.userId} SESSION_STARTED`,
      `${dan.userId} SESSION_ENDED`,
    ];
    expect(rows).toEqual(expected.toSorted());
    const pushed = told.map(([userId, type]) => `${userId} ${type}`);
    // Cleo's invitation was told when the session was created.
    const others = [`${ann.userId} SESSIONS_CHANGED`, `${bob.userId} SESSIONS_CHANGED`];
    expect(pushed.toSorted()).toEqual([...expected.slice(1), ...others].toSorted());
  });

  test('lists of public sessions change with what they show, until a session is public no more', async () => {
    const { sessionId, room } = await begun();
    const records = recordsOf();
    const story = given(room);
    let recorded = 0;
    const changesBy = async (act: () => unknown) => {
      const before = publicChanges;
      act();
      const log = inEpoch(story.log);
      const from = recorded === 0 ? null : { epoch: 1, rev: recorded };
      expect(await records.record(sessionId, from, log.slice(recorded))).toBe(true);
      recorded = log.length;
      return publicChanges - before;
    };
    const makes = (isPublic: boolean) => story.when(ann, { type: 'session:updateSettings', settings: { isPublic } });
    expect(await changesBy(() => story.come(ann))).toBe(0);
    expect(await changesBy(() => makes(true))).toBe(1);
    expect(await changesBy(() => story.come(bob))).toBe(1);
    expect(await changesBy(() => story.when(bob, { type: 'chat:send', content: 'hello' }))).toBe(0);
    expect(await changesBy(() => makes(false))).toBe(1);
    expect(await changesBy(() => story.when(ann, { type: 'session:end' }))).toBe(0);
  });
});
