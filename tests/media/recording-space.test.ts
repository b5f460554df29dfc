import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { inStudio } from '../support/recording/studio.ts';
import { until } from '../support/recording/until.ts';

test('a recording that finds its disk full is given up before it begins, and the room is told until it hears', async () => {
  let tries = 0;
  const isHeard = () => (tries += 1) > 1;
  const full = { freeSpace: async () => 400_000_000, isHeard };
  await inStudio(async (studio) => {
    const { told, errors, folder, rows } = studio;
    studio.ask();
    await until('the room hears', () => told.length > 0);
    await until('nothing of it stays', async () => (await readdir(folder)).length === 0);
    expect([tries, told, rows.all]).toEqual([2, ['recording:fail'], []]);
    expect(errors).toEqual([
      'A recording cannot go on: Error: its disk is nearly full',
      expect.stringContaining('recording:fail could not be told'),
    ]);
  }, full);
});
