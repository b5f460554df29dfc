import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { childrenOf, descriptors, isRunning } from '../support/recording/children.ts';
import { makeFilm, type Film } from '../support/recording/film.ts';
import type { TakeRow } from '../support/recording/memory-takes.ts';
import { openStudio, type Studio } from '../support/recording/studio.ts';
import { apart, view } from '../support/recording/viewing.ts';
import { until } from '../support/recording/until.ts';

type Name = 'ann' | 'bob' | 'cid' | 'before';
const looks = {
  ann: { colour: 'red', beepHz: 1_000, humHz: 440 },
  bob: { colour: 'blue', beepHz: 1_500, humHz: 620 },
  cid: { colour: 'green', beepHz: 1_900, humHz: 810 },
  before: { colour: 'yellow', beepHz: 2_300, humHz: 930 },
};
const films = {} as Record<Name, Film>;
beforeAll(async () => {
  for (const [name, look] of Object.entries(looks)) films[name as Name] = await makeFilm(look);
});

const pause = (ms: number) => new Promise((resolve) => void setTimeout(resolve, ms));
/** Far from any tone that is played: what leaks of the others. */
const heard = 0.04;

async function inStudio(act: (studio: Studio) => Promise<void>): Promise<void> {
  const studio = await openStudio();
  try {
    await act(studio);
  } finally {
    await studio.close();
  }
}

describe.concurrent('a recording', () => {
  test(
    'has who agrees, as long as they do, in time with themselves, and nobody else',
    () =>
      inStudio(async (studio) => {
        const ann = await studio.enter(films.ann, { lateMs: 150, jitterMs: 30 });
        const bob = await studio.enter(films.before);
        await studio.enter(films.cid);
        bob.speak(false);
        studio.ask();
        await pause(500);
        ann.agree(true);
        await studio.flowing();
        await pause(2_000);
        bob.show(films.bob);
        await pause(400);
        bob.agree(true);
        await pause(1_000);
        bob.speak(true);
        ann.speak(false);
        await pause(4_000);
        bob.agree(false);
        const withdrawnAt = performance.now();
        bob.show(films.before);
        await pause(2_500);
        studio.stop();
        const afterMs = performance.now() - withdrawnAt;
        console.time('film');
        const film = await view(
          await studio.film().catch((e) => {
            console.log(studio.errors, studio.rows.all);
            throw e;
          }),
        );
        console.timeEnd('film');

        const offsets = apart(film.flashes(), [...film.beeps(looks.ann.beepHz), ...film.beeps(looks.bob.beepHz)]);
        expect(offsets.length).toBeGreaterThanOrEqual(8);
        expect(Math.max(...offsets.map(Math.abs))).toBeLessThan(80);
        const end = film.durationMs;
        expect(film.tone(looks.cid.humHz)).toBeLessThan(0.01);
        expect(film.tone(looks.before.humHz)).toBeLessThan(0.01);
        expect([...film.coloursBetween(0, end)].toSorted()).toEqual(['blue', 'red', 'white']);
        expect(film.tone(looks.ann.humHz, 300, end)).toBeGreaterThan(heard);
        const withdrawn = end - afterMs;
        expect(film.tone(looks.bob.humHz, withdrawn - 2_000, withdrawn - 200)).toBeGreaterThan(heard);
        expect(film.tone(looks.bob.humHz, withdrawn + 300)).toBeLessThan(0.01);
        expect([...film.coloursBetween(withdrawn + 300, end)].toSorted()).toEqual(['red', 'white']);
        expect(studio.rows.all[0]).toMatchObject({ status: 'READY', made: { type: 'VIDEO', interrupted: false } });
        expect(studio.errors).toEqual([]);
      }),
    60_000,
  );

  test(
    'loses a second or two when an ffmpeg is killed, and says so',
    () =>
      inStudio(async (studio) => {
        const ann = await studio.enter(films.ann, { silentPicture: true });
        studio.ask();
        ann.agree(true);
        await studio.flowing();
        await pause(2_500);
        for (const pid of studio.recordings.pids().flatMap(childrenOf)) process.kill(pid, 'SIGKILL');
        await until('it is told', () => studio.told.includes('recording:interrupt'));
        await pause(2_500);
        studio.stop();
        const film = await view(await studio.film());
        const silent = Array.from({ length: Math.floor(film.durationMs / 100) }, (_, n) => n * 100).filter(
          (ms) => film.tone(looks.ann.humHz, ms, ms + 100) < heard,
        );
        expect(film.durationMs).toBeGreaterThan(4_800);
        expect(silent.length * 100).toBeLessThan(2_000);
        expect(studio.rows.all[0]).toMatchObject({ part: 1, made: { type: 'AUDIO', interrupted: true } });
      }),
    60_000,
  );

  test('of a server that is killed is finished by the next, and says so', async () => {
    const at = await mkdtemp(join(tmpdir(), 'carrel-doomed-'));
    const script = join(import.meta.dirname, '../support/recording/doomed-studio.ts');
    const doomed = spawn(process.execPath, [script, at], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(doomed.stdout), 'line')) as [string];
    const { pids, rows } = JSON.parse(line) as { pids: number[]; rows: TakeRow[] };
    await pause(3_000);
    doomed.kill('SIGKILL');
    await once(doomed, 'exit');
    const next = await openStudio({ at, abandonedAfterMs: 500 });
    next.rows.all.push(...rows);
    try {
      await until('it is found', () => (next.recordings.look(), next.rows.all[0]?.status === 'READY'), 30_000);
      const film = await view(await next.film());
      expect(film.durationMs).toBeGreaterThan(2_000);
      expect(film.tone(looks.ann.humHz, 300, 2_000)).toBeGreaterThan(heard);
      expect(film.coloursBetween(0, film.durationMs)).toEqual(new Set(['red', 'white']));
      expect(next.rows.all[0]!.made!.interrupted).toBe(true);
      expect(await readdir(next.folder)).toEqual([]);
      // ffmpeg waits ten seconds for another packet.
      await until('its ffmpegs end', () => !pids.some(isRunning), 15_000);
    } finally {
      await next.close();
      await rm(at, { recursive: true });
    }
  }, 60_000);

  test(
    'twenty times begun and stopped leaves no process, port, transport or descriptor',
    () =>
      inStudio(async (studio) => {
        const ann = await studio.enter(films.ann);
        const before = await left(studio);
        for (let time = 0; time < 20; time += 1) {
          studio.ask();
          ann.agree(true);
          // oxlint-disable-next-line no-await-in-loop -- one after the other is what is tested
          await studio.flowing();
          // A tap that is still being opened, too.
          if (time % 2 === 0) ann.agree(false);
          studio.stop();
        }
        await until('all are made', () => studio.rows.all.every(({ status }) => status === 'READY'), 60_000);
        const same = async () => isDeepStrictEqual(await left(studio), before);
        await until('all of it is gone', same).catch(async () => expect(await left(studio)).toEqual(before));
        expect(studio.errors).toEqual([]);
      }),
    90_000,
  );
});

/** What is open: of the worker's, of this process' and of what it has started. */
async function left({ room, worker }: Studio) {
  const { transportIds, mapConsumerIdProducerId } = await room.router.dump();
  const consumers = mapConsumerIdProducerId.length;
  return {
    transports: transportIds.length,
    consumers,
    children: childrenOf(process.pid),
    files: descriptors(process.pid),
    workerFiles: descriptors(worker.pid),
  };
}
