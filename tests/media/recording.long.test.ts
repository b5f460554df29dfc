import { expect, test } from 'vitest';
import { looks, loud, makeFilms, silent } from '../support/recording/cast.ts';
import { inStudio } from '../support/recording/studio.ts';
import { apart, view } from '../support/recording/viewing.ts';

const pause = (ms: number) => new Promise((resolve) => void setTimeout(resolve, ms));

test('a minute of two people plays, in time to the end, with nothing from before they agreed', async () => {
  const films = await makeFilms('ann', 'bob', 'before');
  await inStudio(async (studio) => {
    const ann = await studio.enter(films.before, { lateMs: 150, jitterMs: 60 });
    // Their seconds begin at different times.
    await pause(430);
    const bob = await studio.enter(films.before, { jitterMs: 120 });
    studio.ask();
    await pause(2_000);
    ann.show(films.ann);
    bob.show(films.bob);
    await pause(400);
    ann.agree(true);
    bob.agree(true);
    await studio.flowing();
    for (let turn = 0; turn < 10; turn += 1) {
      ann.speak(turn % 2 === 0);
      bob.speak(turn % 2 === 1);
      // oxlint-disable-next-line no-await-in-loop -- they take turns
      await pause(6_000);
    }
    studio.stop();
    const film = await view(await studio.film());
    expect(film.durationMs).toBeGreaterThan(59_500);
    const offsets = apart(film.flashes(), [...film.beeps(looks.ann.beepHz), ...film.beeps(looks.bob.beepHz)]);
    expect(offsets.length).toBeGreaterThan(50);
    expect(Math.max(...offsets.map(Math.abs))).toBeLessThan(80);
    expect([...film.coloursBetween(0, film.durationMs)].toSorted()).toEqual(['blue', 'red', 'white']);
    for (const { humHz } of [looks.ann, looks.bob]) expect(film.tone(humHz)).toBeGreaterThan(loud);
    expect(film.tone(looks.before.humHz)).toBeLessThan(silent);
    expect(studio.errors).toEqual([]);
  });
}, 180_000);
