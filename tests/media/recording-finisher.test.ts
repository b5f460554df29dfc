import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createFilms } from '../../server/adapters/files/films.ts';
import { startFinisher } from '../../server/media/recording/finisher.ts';
import type { Entry } from '../../server/media/recording/journal.ts';
import type { FreeSpace } from '../../server/media/recording/space.ts';
import { recordingId, sessionId, userId } from '../../server/protocol/ids.ts';
import { memoryTakes } from '../support/recording/memory-takes.ts';
import { until } from '../support/recording/until.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type Manner = { freeSpace?: FreeSpace; onKeep?: () => Promise<void>; onKept?: () => Promise<void> };
const enough = async () => 1e12;
const nothing = async () => {};

/**
 * A take of two seconds of sound that has ended and is listed, for a finisher that is yet to look; `triesLeft`: of three,
 * before it counts as broken; `headed`: with the camera of somebody, of which no frame was written.
 */
async function setUp({ triesLeft = 3, headed = false } = {}) {
  const base = await mkdtemp(join(tmpdir(), 'carrel-finisher-'));
  const [folder, films] = [join(base, 'takes'), join(base, 'films')];
  const key = {
    takeId: randomUUID() as string,
    sessionId: sessionId.parse(randomUUID()),
    recordingId: recordingId.parse(randomUUID()),
  };
  const own = join(folder, key.takeId);
  await mkdir(own, { recursive: true });
  await mkdir(films);
  const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2', '-c:a', 'libopus', join(own, 't1.mkv')];
  execFileSync('ffmpeg', ['-v', 'error', ...tone]);
  const at = Date.now();
  const who = { userId: userId.parse(randomUUID()), peerId: 'p' };
  const entries: Entry[] = [
    { type: 'take', at, ...key },
    { type: 'opened', tap: 't1', at, file: 't1.mkv', ...who, source: 'microphone', clockRate: 48_000 },
    { type: 'first', tap: 't1', at, rtp: 0 },
    ...(headed
      ? [
          { type: 'opened', tap: 't2', at, file: 't2.mkv', ...who, source: 'camera', clockRate: 90_000 } as const,
          { type: 'first', tap: 't2', at, rtp: 0 } as const,
        ]
      : []),
    { type: 'listed', at },
    { type: 'ended', at: at + 2_000 },
    ...Array.from({ length: 3 - triesLeft }, () => ({ type: 'unmixed', at: at + 2_000, said: '' }) as const),
  ];
  await writeFile(join(own, 'journal.jsonl'), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  if (headed) {
    const red = ['-f', 'lavfi', '-i', 'color=red:s=64x64:d=2', '-c:v', 'libvpx-vp9', join(own, 't2.mkv')];
    execFileSync('ffmpeg', ['-v', 'error', ...red]);
    await truncate(join(own, 't2.mkv'), 475);
  }
  const rows = memoryTakes();
  await rows.open({ ...key, node: 'n1', startedAt: at });
  await rows.end(key.takeId, at + 2_000);
  const errors: string[] = [];
  const storage = createFilms(films);

  return {
    folder,
    errors,
    delete: () => rows.drop(key.takeId, 'n1'),
    leave: (fileName: string) => writeFile(join(films, fileName), 'a film'),
    status: () => rows.all[0]?.status,
    made: () => rows.all[0]?.made,
    /** What is left of the take, and what there is of its film. */
    files: async () => ({ takes: await readdir(folder), films: await readdir(films) }),
    film: `${key.takeId}.webm`,
    material: async () => (await readdir(own)).toSorted(),
    /** Has the disk be full when the film is laid together, once: it is removed with what is there of the film. */
    fill: () => symlink('/dev/full', join(own, 'made.webm')),
    /** `onKeep`: called before the film is put in its place, and `onKept` when it is there. */
    start: ({ freeSpace = enough, onKeep = nothing, onKept = nothing }: Manner = {}) => {
      const finisher = startFinisher({
        folder,
        rows,
        storage: {
          ...storage,
          async keep(path, fileName) {
            await onKeep();
            await storage.keep(path, fileName);
            await onKept();
          },
        },
        freeSpace,
        now: Date.now,
        steadyNow: Date.now,
        node: 'n1',
        abandonedAfterMs: 60_000,
        niceness: 0,
        isLive: () => false,
        onError: (about, error) => errors.push(`${about}: ${String(error)}`),
      });
      closers.push(
        () => finisher.close(),
        () => rm(base, { recursive: true }),
      );
      return finisher;
    },
  };
}

test('a film for which there is no room is made when there is, of material that was kept', async () => {
  const { start, status, errors, material, files, film } = await setUp();
  let free = 500_000_100;
  const finisher = start({ freeSpace: async () => free });
  await until('it waits', () => status() === 'WAITING');
  finisher.look();
  expect(await material()).toEqual(['journal.jsonl', 't1.mkv']);
  free = 510_000_000;
  finisher.look();
  await until(
    () => `there is a film: ${errors.join()}`,
    () => status() === 'READY',
  );
  await until('nothing else is left', async () => (await files()).takes.length === 0);
  expect((await files()).films).toEqual([film]);
  expect(errors).toEqual([expect.stringMatching(/waits for room on the disk.*needs 0.5 GB/)]);
});

test('a disk that fills while a film is laid together spoils neither it nor its material', async () => {
  const { start, status, fill, errors, material, files, film } = await setUp({ triesLeft: 1 });
  await fill();
  const finisher = start();
  await until('it waits', () => status() === 'WAITING');
  expect(await material()).toEqual(['journal.jsonl', 't1.mkv']);
  finisher.look();
  await until('nothing else is left', async () => (await files()).takes.length === 0);
  expect([status(), (await files()).films]).toEqual(['READY', [film]]);
  // Said once.
  expect(errors).toEqual([expect.stringMatching(/waits for room on the disk.*No space left/s)]);
});

test('a film waits for room where it is kept, as for room where it is made', async () => {
  const { start, status, errors, material, files, folder } = await setUp();
  let free = 500_000_100;
  const finisher = start({ freeSpace: async (asked) => (asked === folder ? 1e12 : free) });
  await until('it waits', () => status() === 'WAITING');
  expect([await material(), (await files()).films]).toEqual([['journal.jsonl', 't1.mkv'], []]);
  // Its pieces take no room there.
  free = 500_030_000;
  finisher.look();
  await until('nothing else is left', async () => (await files()).takes.length === 0);
  expect(status()).toBe('READY');
  expect(errors).toEqual([expect.stringMatching(/waits for room on the disk.*where it is kept it needs 0.5 GB/)]);
});

test('a volume that turns out full when a film is put there has it wait, and is tried again', async () => {
  const { start, status, errors, material, files } = await setUp({ triesLeft: 1 });
  let full = true;
  const finisher = start({
    onKeep: async () => {
      if (full) throw Object.assign(new Error('ENOSPC: no space left on device, copyfile'), { code: 'ENOSPC' });
    },
  });
  await until('it waits', () => status() === 'WAITING');
  expect(await material()).toEqual(['journal.jsonl', 't1.mkv']);
  full = false;
  finisher.look();
  await until('nothing else is left', async () => (await files()).takes.length === 0);
  expect(status()).toBe('READY');
  expect(errors).toEqual([expect.stringMatching(/waits for room on the disk.*ENOSPC/)]);
});

test('what is deleted while its film is made, or put in its place, leaves neither film nor material', async () => {
  for (const moment of ['mixing', 'kept'] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { start, files, errors, ...take } = await setUp();
    const remove = async (): Promise<void> => void take.delete();
    start({
      // Asked just before it is mixed.
      freeSpace: async () => {
        if (moment === 'mixing') await remove();
        return 1e12;
      },
      onKept: () => (moment === 'kept' ? remove() : Promise.resolve()),
    });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await until('it is gone', async () => (await files()).takes.length === 0);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect([(await files()).films, errors]).toEqual([[], []]);
  }
});

test('a film that was put in its place by who died before it was listed goes with the row', async () => {
  const { start, files, film, ...take } = await setUp();
  await take.leave(film);
  await take.delete();
  start();
  await until('it is gone', async () => (await files()).takes.length === 0);
  expect((await files()).films).toEqual([]);
});

test('what is deleted while it waits for room goes, and makes some', async () => {
  const { start, status, files, errors, ...take } = await setUp();
  const finisher = start({ freeSpace: async () => 0 });
  await until('it waits', () => status() === 'WAITING');
  await take.delete();
  finisher.look();
  await until('it is gone', async () => (await files()).takes.length === 0);
  expect(errors).toHaveLength(1);
});

test('a file to which no frame came does not keep the others from becoming a film', async () => {
  const { start, made, files, errors } = await setUp({ headed: true });
  start();
  await until(
    () => `there is a film: ${errors.join()}`,
    async () => (await files()).films.length === 1,
  );
  await until('its material goes', async () => (await files()).takes.length === 0);
  expect(made()).toMatchObject({ type: 'AUDIO', interrupted: true });
  expect(errors).toEqual([expect.stringMatching(/without what cannot be read.*t2.mkv/)]);
});
