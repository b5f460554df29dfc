import { beforeAll, describe, expect, test } from 'vitest';
import { makeFilm, type Film } from '../support/recording/film.ts';
import { openStudio, type Studio } from '../support/recording/studio.ts';
import { apart, view } from '../support/recording/viewing.ts';

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
  test('has who agrees, as long as they do, in time with themselves, and nobody else', () =>
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
      console.time('film'); const film = await view(await studio.film().catch((e) => { console.log(studio.errors, studio.rows.all); throw e; })); console.timeEnd('film');

      const offsets = apart(film.flashes(), [...film.beeps(looks.ann.beepHz), ...film.beeps(looks.bob.beepHz)]);
      console.log(studio.errors, studio.told, offsets, film.durationMs);
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
    }), 60_000);
});
