import { expect, test } from 'vitest';
import { looks, loud, makeFilms, silent } from '../support/recording/cast.ts';
import { playFor } from '../support/recording/play-for.ts';
import { inStudio } from '../support/recording/studio.ts';
import { apart, view } from '../support/recording/viewing.ts';

test('a minute of two people plays, in time to the end, though one is muted for a while, with nothing from before they agreed', async () => {
  const films = await makeFilms('ann', 'bob', 'before');
  await inStudio(async (studio) => {
    const ann = await studio.enter(films.before, { lateMs: 150, jitterMs: 60 });
    // Their seconds begin at different times.
    await playFor(430);
    const bob = await studio.enter(films.before, { jitterMs: 120 });
    studio.ask();
    await playFor(2_000);
    ann.show(films.ann);
    bob.show(films.bob);
    await playFor(400);
    ann.agree(true);
    bob.agree(true);
    await studio.flowing();
    for (let turn = 0; turn < 10; turn += 1) {
      ann.speak(turn % 2 === 0);
      bob.speak(turn % 2 === 1);
      // oxlint-disable-next-line no-await-in-loop -- they take turns
      await playFor(6_000);
      // For longer than ffmpeg waits for a packet.
      if (turn === 2) await bob.mute('microphone');
      if (turn === 4) await bob.unmute('microphone');
    }
    studio.stop();
    const film = await view(await studio.film());
    expect(film.durationMs).toBeGreaterThan(59_500);
    const isMuted = (ms: number) => ms > 17_000 && ms < 32_000;
    const offsets = [
      ...apart(film.flashes(looks.ann.colour), film.beeps(looks.ann.beepHz)),
      ...apart(
        film.flashes(looks.bob.colour).filter((ms) => !isMuted(ms)),
        film.beeps(looks.bob.beepHz),
      ),
    ];
    expect(offsets.length).toBeGreaterThan(40);
    expect(Math.max(...offsets.map(Math.abs))).toBeLessThan(80);
    expect([...film.coloursBetween(0, film.durationMs)].toSorted()).toEqual(['blue', 'red', 'white']);
    for (const { humHz } of [looks.ann, looks.bob]) expect(film.tone(humHz)).toBeGreaterThan(loud);
    expect(film.tone(looks.before.humHz)).toBeLessThan(silent);
    expect(film.tone(looks.bob.humHz, 20_000, 29_000)).toBeLessThan(silent);
    expect(film.tone(looks.bob.humHz, 32_000, 59_000)).toBeGreaterThan(loud);
    expect(studio.told).toEqual(['recording:begin']);
    expect(studio.errors).toEqual([]);
  });
}, 180_000);
