import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { looks, loud, makeFilms } from '../support/recording/cast.ts';
import { childrenOf, isRunning } from '../support/recording/children.ts';
import type { TakeRow } from '../support/recording/memory-takes.ts';
import { playFor } from '../support/recording/play-for.ts';
import { inStudio, openStudio } from '../support/recording/studio.ts';
import { until } from '../support/recording/until.ts';
import { view, type Viewing } from '../support/recording/viewing.ts';

/** How long a tone that is played all the time is not heard. */
const lostMs = (film: Viewing, hz: number): number =>
  Array.from({ length: Math.floor(film.durationMs / 100) }, (_, n) => n * 100).filter(
    (ms) => film.tone(hz, ms, ms + 100) < loud,
  ).length * 100;

describe.concurrent('recording', () => {
  test('loses two seconds at the most when an ffmpeg is killed, and says so', async () => {
    const films = await makeFilms('ann');
    await inStudio(async (studio) => {
      const ann = await studio.enter(films.ann, { silentPicture: true });
      studio.ask();
      ann.agree(true);
      await studio.flowing();
      await playFor(2_500);
      for (const pid of studio.recordings.pids().flatMap(childrenOf)) process.kill(pid, 'SIGKILL');
      await until('it is told', () => studio.told.includes('recording:interrupt'));
      await playFor(2_500);
      studio.stop();
      const film = await view(await studio.film());
      expect(film.durationMs).toBeGreaterThan(4_800);
      expect(lostMs(film, looks.ann.humHz)).toBeLessThan(2_000);
      expect(studio.rows.all).toMatchObject([{ part: 1, made: { type: 'AUDIO', interrupted: true } }]);
    });
  }, 120_000);

  test('goes on without a camera that cannot be written, and says whose', async () => {
    const films = await makeFilms('ann');
    await inStudio(async (studio) => {
      const ann = await studio.enter(films.ann, { illegible: true });
      studio.ask();
      ann.agree(true);
      await studio.flowing();
      const leftOut = `The camera of ${ann.userId} is left out`;
      await until('it is left out', () => studio.errors.some((error) => String(error).includes(leftOut)));
      const leftOutAt = performance.now();
      await playFor(1_000);
      studio.stop();
      const afterMs = performance.now() - leftOutAt;
      const film = await view(await studio.film());
      expect(film.tone(looks.ann.humHz, film.durationMs - afterMs)).toBeGreaterThan(loud);
      expect(studio.told).not.toContain('recording:fail');
      expect(studio.rows.all).toMatchObject([{ part: 1, made: { type: 'AUDIO', interrupted: true } }]);
    });
  }, 120_000);

  test('keeps what came before a worker was killed, and says so', async () => {
    const films = await makeFilms('ann');
    await inStudio(async (studio) => {
      const ann = await studio.enter(films.ann, { silentPicture: true });
      studio.ask();
      ann.agree(true);
      await studio.flowing();
      await playFor(2_000);
      process.kill(studio.worker.pid, 'SIGKILL');
      await until('it is told', () => studio.told.includes('recording:interrupt'));
      const film = await view(await studio.film());
      expect(film.durationMs).toBeGreaterThan(1_500);
      expect(studio.rows.all).toMatchObject([{ part: 1, made: { interrupted: true } }]);
    });
  }, 120_000);

  test('of a server that is killed is finished by the next, which says that something is missing', async () => {
    const at = await mkdtemp(join(tmpdir(), 'carrel-doomed-'));
    const script = join(import.meta.dirname, '../support/recording/doomed-studio-process.ts');
    const doomed = spawn(process.execPath, [script, at], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(doomed.stdout), 'line')) as [string];
    const { pids, rows } = JSON.parse(line) as { pids: number[]; rows: TakeRow[] };
    await playFor(3_000);
    doomed.kill('SIGKILL');
    await once(doomed, 'exit');
    const next = await openStudio({ at, abandonedAfterMs: 500, known: rows });
    try {
      const found = () => {
        next.recordings.look();
        return next.rows.all[0]?.status === 'READY';
      };
      const told = () => `it is found: ${next.rows.all[0]?.status} ${next.errors.join()}`;
      await until(told, found, 60_000);
      const film = await view(await next.film());
      // A second is what an ffmpeg keeps to itself.
      expect(film.durationMs).toBeGreaterThan(2_000);
      expect(lostMs(film, looks.ann.humHz)).toBeLessThan(2_000);
      expect([...film.coloursBetween(0, film.durationMs)].toSorted()).toEqual(['red', 'white']);
      expect(next.rows.all[0]!.made!.interrupted).toBe(true);
      expect(await readdir(next.folder)).toEqual([]);
      // ffmpeg waits ten seconds for another packet.
      await until('its ffmpegs end', () => !pids.some(isRunning), 15_000);
    } finally {
      await next.close();
      await rm(at, { recursive: true });
    }
  }, 120_000);
});
