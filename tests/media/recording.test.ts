import { expect, test } from 'vitest';
import { looks, loud, makeFilms, silent } from '../support/recording/cast.ts';
import { playFor } from '../support/recording/play-for.ts';
import { inStudio } from '../support/recording/studio.ts';
import { apart, view } from '../support/recording/viewing.ts';

test('a recording has who agreed, as long as they do, in time with themselves, and nobody else', async () => {
  const films = await makeFilms('ann', 'bob', 'cid', 'before');
  await inStudio(async (studio) => {
    const ann = await studio.enter(films.ann, { lateMs: 150, jitterMs: 30 });
    // Their seconds begin at different times.
    await playFor(430);
    const bob = await studio.enter(films.before);
    await studio.enter(films.cid);
    bob.speak(false);
    studio.ask();
    await playFor(300);
    ann.agree(true);
    await studio.flowing();
    await playFor(1_500);
    bob.show(films.bob);
    await playFor(400);
    bob.agree(true);
    await playFor(800);
    bob.speak(true);
    ann.speak(false);
    await playFor(5_000);
    bob.agree(false);
    const withdrawnAt = performance.now();
    bob.show(films.before);
    await playFor(2_300);
    studio.stop();
    const afterMs = performance.now() - withdrawnAt;
    const film = await view(await studio.film());

    for (const { colour, beepHz } of [looks.ann, looks.bob]) {
      const offsets = apart(film.flashes(colour), film.beeps(beepHz));
      expect(offsets.length).toBeGreaterThanOrEqual(2);
      expect(Math.max(...offsets.map(Math.abs))).toBeLessThan(80);
    }

    expect(film.tone(looks.cid.humHz)).toBeLessThan(silent);
    expect(film.tone(looks.before.humHz)).toBeLessThan(silent);
    expect([...film.coloursBetween(0, film.durationMs)].toSorted()).toEqual(['blue', 'red', 'white']);
    expect(film.tone(looks.ann.humHz)).toBeGreaterThan(loud);

    const withdrawn = film.durationMs - afterMs;
    expect(film.tone(looks.bob.humHz, withdrawn - 2_000, withdrawn - 200)).toBeGreaterThan(loud);
    expect(film.tone(looks.bob.humHz, withdrawn + 300)).toBeLessThan(silent);
    expect([...film.coloursBetween(withdrawn + 300, film.durationMs)].toSorted()).toEqual(['red', 'white']);
    expect(studio.rows.all).toMatchObject([{ status: 'READY', made: { type: 'VIDEO', interrupted: false } }]);
    expect(studio.errors).toEqual([]);
  });
}, 120_000);
