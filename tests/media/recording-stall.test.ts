import { expect, test } from 'vitest';
import { looks, loud, makeFilms, silent } from '../support/recording/cast.ts';
import { playFor } from '../support/recording/play-for.ts';
import { inStudio } from '../support/recording/studio.ts';
import { apart, view } from '../support/recording/viewing.ts';

test('a picture that stalls stands still and is in time again afterwards; who is removed is in it no more', async () => {
  const films = await makeFilms('ann', 'bob', 'before');
  await inStudio(async (studio) => {
    const ann = await studio.enter(films.ann);
    const bob = await studio.enter(films.bob, { silentPicture: true });
    studio.ask();
    ann.agree(true);
    bob.agree(true);
    await studio.flowing();
    await playFor(1_600);
    ann.stall(true);
    await playFor(1_200);
    bob.show(films.before);
    bob.remove();
    const removedAt = performance.now();
    await playFor(400);
    ann.stall(false);
    await playFor(2_300);
    studio.stop();
    const afterMs = performance.now() - removedAt;
    const film = await view(await studio.film());
    const removed = film.durationMs - afterMs;

    expect(film.coloursBetween(removed - 900, removed + 300).size).toBe(1);
    const flashes = film.flashes(looks.ann.colour).filter((ms) => ms < removed - 1_300 || ms > removed + 1_000);
    expect(flashes.some((ms) => ms < removed)).toBe(true);
    expect(flashes.some((ms) => ms > removed)).toBe(true);
    expect(Math.max(...apart(flashes, film.beeps(looks.ann.beepHz)).map(Math.abs))).toBeLessThan(80);
    expect(film.tone(looks.ann.humHz, removed - 900, removed + 300)).toBeGreaterThan(loud);

    expect(film.tone(looks.bob.humHz, 500, removed - 200)).toBeGreaterThan(loud);
    expect(film.tone(looks.bob.humHz, removed + 300)).toBeLessThan(silent);
    expect(film.tone(looks.before.humHz)).toBeLessThan(silent);
    expect(studio.rows.all).toMatchObject([{ status: 'READY', made: { type: 'VIDEO', interrupted: false } }]);
    expect([studio.told, studio.errors]).toEqual([['recording:begin'], []]);
  });
}, 120_000);
