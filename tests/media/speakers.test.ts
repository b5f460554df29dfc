import { expect, test } from 'vitest';
import { playFor } from '../support/recording/play-for.ts';
import { inStudio } from '../support/recording/studio.ts';
import { until } from '../support/recording/until.ts';

test('who pauses for breath still counts as speaking, also with nobody else; who has ended does not', async () => {
  // A packet of Opus; how loud it is says its header.
  const hum = { pictures: [], sounds: [Buffer.from([0xf8, 0xff, 0xfe])] };
  await inStudio(async (studio) => {
    const told: (readonly string[])[] = [];
    studio.room.watch({ speaking: (userIds) => told.push(userIds) });
    const ann = await studio.enter(hum, { silentPicture: true });
    await until('she is heard', () => told.length > 0);
    ann.speak(false);
    // Twice as long as mediasoup looks at a time: it says that it is silent.
    await playFor(650);
    ann.speak(true);
    await playFor(350);
    expect(told).toEqual([[ann.userId]]);
    ann.speak(false);
    await until('she has ended', () => told.length > 1);
    expect(told).toEqual([[ann.userId], []]);
  });
}, 30_000);
