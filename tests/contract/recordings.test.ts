import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFilms } from '../../server/adapters/files/films.ts';
import type { Database } from '../../server/adapters/prisma/open-database.ts';
import { createRecordingShelf } from '../../server/adapters/prisma/recording-shelf.ts';
import { createRecordingTakes } from '../../server/adapters/prisma/recording-takes.ts';
import type { TakeKey, TakeRows } from '../../server/media/recording/ports.ts';
import { isShortage } from '../../server/media/recording/space.ts';
import type { RecordingShelf } from '../../server/people/recordings/ports.ts';
import { startRetention } from '../../server/people/recordings/retention.ts';
import type { RecordingId, SessionId } from '../../server/protocol/ids.ts';
import { databaseKinds, openTestDatabase } from '../support/database.ts';
import { ann, roomOf, t0, uuid } from '../support/rooms.ts';
import { createPeople, createRows } from '../support/session-rows.ts';
import { canMount, openSmallVolume } from '../support/small-volume.ts';

const day = 24 * 60 * 60_000;

describe.each(databaseKinds)('recordings, %s', (kind) => {
  let database: Database;
  let takes: TakeRows;
  let shelf: RecordingShelf;
  const room = roomOf({ owner: ann });
  const { sessionId } = room.state;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    takes = createRecordingTakes(database.prisma);
    shelf = createRecordingShelf(database.prisma);
    await createPeople(database.prisma, [ann]);
    await createRows(database.prisma, room);
  });
  beforeEach(() => database.prisma.sessionRecording.deleteMany());
  afterAll(() => database.close());

  const key = (recordingId = randomUUID() as string as RecordingId): TakeKey => ({
    takeId: randomUUID(),
    sessionId,
    recordingId,
  });
  const open = (take: TakeKey, node = 'n1', startedAt = t0) => takes.open({ ...take, node, startedAt });
  const film = { fileName: 'film.webm', fileSize: 5_000_000_000, durationMs: 60_000, type: 'VIDEO' } as const;

  test('a take is written, ended, made by one node, and ready', async () => {
    const take = key();
    expect(await open(take)).toEqual({ brokenOff: false });
    expect(await shelf.list(sessionId)).toMatchObject([{ id: take.takeId, part: 1, status: 'RECORDING', film: null }]);
    expect(await takes.claim(take.takeId, 'n2', t0, t0)).toBe('busy');
    await takes.end(take.takeId, t0 + 1);
    const rivals = await Promise.all(['n1', 'n2', 'n3'].map((node) => takes.claim(take.takeId, node, t0 + 1, t0)));
    expect(rivals.toSorted()).toEqual(['busy', 'busy', 'claimed']);
    const winner = `n${rivals.indexOf('claimed') + 1}`;
    expect(await takes.ready(take.takeId, 'n4', { ...film, interrupted: false })).toBe('busy');
    expect(await takes.ready(take.takeId, winner, { ...film, interrupted: true })).toBe('ready');
    expect(await takes.ready(randomUUID(), winner, { ...film, interrupted: true })).toBe('gone');
    expect(await shelf.find(sessionId, take.takeId)).toEqual({
      id: take.takeId,
      recordingId: take.recordingId,
      part: 1,
      status: 'READY',
      interrupted: true,
      startedAt: t0,
      heardOfAt: t0 + 1,
      film,
    });
    expect(await takes.claim(take.takeId, winner, t0 + day, t0 + day)).toBe('done');
    // Whoever deletes it may have looked before there was a film.
    expect(await shelf.remove(sessionId, take.takeId)).toMatchObject({ status: 'READY', film });
  });

  test('what its node has not been heard of for long is anybody’s, once', async () => {
    const take = key();
    await open(take);
    await takes.beat([take.takeId], 'n1', t0 + 10);
    await takes.beat([take.takeId], 'somebody else', t0 + 90);
    expect(await shelf.list(sessionId)).toMatchObject([{ heardOfAt: t0 + 10 }]);
    expect(await takes.claim(take.takeId, 'n2', t0 + 20, t0 + 10)).toBe('busy');
    expect(await takes.claim(take.takeId, 'n2', t0 + 80, t0 + 11)).toBe('claimed');
    expect(await takes.claim(take.takeId, 'n3', t0 + 80, t0 + 11)).toBe('busy');
    await takes.fail(take.takeId, 'n1');
    expect(await shelf.list(sessionId)).toMatchObject([{ status: 'PROCESSING' }]);
    await takes.fail(take.takeId, 'n2');
    expect(await shelf.list(sessionId)).toMatchObject([{ status: 'FAILED' }]);
  });

  test('what there is no room for waits for anybody, and for nobody once it is deleted', async () => {
    const take = key();
    await open(take);
    await takes.end(take.takeId, t0 + 1);
    await takes.claim(take.takeId, 'n1', t0 + 1, t0);
    expect(await takes.wait(take.takeId, 'n2')).toBe(true);
    expect(await shelf.list(sessionId)).toMatchObject([{ status: 'PROCESSING' }]);
    expect(await takes.wait(take.takeId, 'n1')).toBe(true);
    // Twice is once.
    expect(await takes.wait(take.takeId, 'n1')).toBe(true);
    expect(await shelf.list(sessionId)).toMatchObject([{ status: 'WAITING', film: null }]);
    expect(await takes.claim(take.takeId, 'n2', t0 + 2, t0)).toBe('claimed');
    expect(await shelf.list(sessionId)).toMatchObject([{ status: 'PROCESSING' }]);
    expect(await shelf.remove(sessionId, take.takeId)).toMatchObject({ status: 'PROCESSING', film: null });
    expect(await shelf.remove(sessionId, take.takeId)).toBeNull();
    expect(await takes.wait(take.takeId, 'n2')).toBe(false);
  });

  test('the parts of a recording are numbered, and say whether the one before was broken off', async () => {
    const first = key();
    const [second, third] = [key(first.recordingId), key(first.recordingId)];
    await open(first);
    expect(await open(second, 'n2')).toEqual({ brokenOff: true });
    // Asked again because the answer was lost.
    expect(await open(second, 'n2')).toEqual({ brokenOff: true });
    await takes.end(second.takeId, t0 + 1);
    expect(await open(third)).toEqual({ brokenOff: false });
    expect((await shelf.list(sessionId)).map(({ id, part }) => [id, part])).toEqual(
      [first, second, third].map(({ takeId }, index) => [takeId, index + 1]),
    );
  });

  test('parts begun at once on several nodes have numbers of their own', async () => {
    const { recordingId } = key();
    await Promise.all(Array.from({ length: 5 }, (_, node) => open(key(recordingId), `n${node}`)));
    expect((await shelf.list(sessionId)).map(({ part }) => part)).toEqual([1, 2, 3, 4, 5]);
  });

  test('there is none of a session that is not there, and none left of one that went or of a take with nothing in it', async () => {
    const nowhere = { ...key(), sessionId: uuid('no session') as SessionId };
    expect(await open(nowhere)).toBeNull();
    expect(await takes.claim(nowhere.takeId, 'n1', t0, t0)).toBe('gone');
    const take = key();
    await open(take);
    await takes.drop(take.takeId, 'n2');
    expect(await shelf.known([take.takeId, nowhere.takeId])).toEqual(new Set([take.takeId]));
    await takes.drop(take.takeId, 'n1');
    expect(await shelf.list(sessionId)).toEqual([]);
    const brief = roomOf({ owner: ann, sessionId: uuid('brief') as SessionId });
    await createRows(database.prisma, brief);
    const last = { ...key(), sessionId: brief.state.sessionId };
    await open(last);
    await database.prisma.studySession.delete({ where: { id: last.sessionId } });
    expect(await shelf.known([last.takeId])).toEqual(new Set());
    expect(await takes.claim(last.takeId, 'n1', t0, t0)).toBe('gone');
  });

  test('what is old goes, the film with its row; a film without a row goes, and one that is just being put there stays', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'carrel-films-'));
    const films = createFilms(folder);
    const now = t0 + 40 * day;
    const kept = async (startedAt: number, modifiedAt: number, listed = true) => {
      const take = key();
      const fileName = `${take.takeId}.webm`;
      await writeFile(join(folder, fileName), 'film');
      await utimes(join(folder, fileName), modifiedAt / 1_000, modifiedAt / 1_000);
      if (listed) {
        await open(take, 'n1', startedAt);
        await takes.ready(take.takeId, 'n1', { ...film, fileName, interrupted: false });
      }
      return fileName;
    };
    const old = await kept(t0, t0);
    const young = await kept(now - 5 * day, now - 5 * day);
    const orphan = await kept(0, now - 2 * day, false);
    const arriving = await kept(0, now - 1_000, false);
    expect((await readdir(folder)).toSorted()).toEqual([old, young, orphan, arriving].toSorted());
    const errors: unknown[] = [];
    const retention = startRetention({ shelf, films, keepDays: 30, now: () => now, onError: (e) => errors.push(e) });
    await retention.close();
    expect(errors).toEqual([]);
    expect((await readdir(folder)).toSorted()).toEqual([young, arriving].toSorted());
    expect((await shelf.list(sessionId)).map((row) => row.film?.fileName)).toEqual([young]);
    await rm(folder, { recursive: true });
  });
});

test('films stay in their folder, whatever they are called', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-films-'));
  const films = createFilms(join(folder, 'made', 'when needed'));
  await writeFile(join(folder, 'taken'), 'a film');
  expect(await films.find('a.webm')).toBeNull();
  await films.keep(join(folder, 'taken'), 'a.webm');
  expect(await films.find('a.webm')).toBe(join(folder, 'made', 'when needed', 'a.webm'));
  await films.remove('a.webm');
  await films.remove('a.webm');
  expect(await films.find('a.webm')).toBeNull();
  for (const name of ['../a.webm', '/etc/passwd', 'a/b.webm', '', '..', 'a.webm.part']) {
    await expect(async () => films.find(name)).rejects.toThrow('not the name of a film');
    await expect(async () => films.keep(join(folder, 'taken'), name)).rejects.toThrow('not the name of a film');
  }
  await rm(folder, { recursive: true });
});

test('a film goes with what came of it from another volume before somebody died', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-films-'));
  await writeFile(join(folder, 'a.webm.part'), 'half a film');
  await createFilms(folder).remove('a.webm');
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

test.skipIf(!canMount)(
  'a film that finds no room on another volume, or no place there, leaves nothing of it',
  async () => {
    const volume = openSmallVolume(100);
    const folder = await mkdtemp(join(tmpdir(), 'carrel-films-'));
    try {
      const films = createFilms(volume.path);
      const made = join(folder, 'made.webm');
      await writeFile(made, Buffer.alloc(200_000));
      const keeping = films.keep(made, 'a.webm').catch((error: unknown) => error);
      expect(await keeping).toMatchObject({ code: 'ENOSPC' });
      expect(isShortage(await keeping)).toBe(true);
      expect(await readdir(volume.path)).toEqual([]);

      await writeFile(made, Buffer.alloc(50_000));
      await mkdir(join(volume.path, 'b.webm'));
      await expect(films.keep(made, 'b.webm')).rejects.toThrow('EISDIR');
      expect(await readdir(volume.path)).toEqual(['b.webm']);

      await films.keep(made, 'c.webm');
      expect(await readdir(volume.path)).toEqual(['b.webm', 'c.webm']);
      expect(await readdir(folder)).toEqual([]);
    } finally {
      volume.close();
      await rm(folder, { recursive: true });
    }
  },
);
