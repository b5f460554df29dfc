import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { makeFilms } from '../support/recording/cast.ts';
import { childrenOf, descriptors } from '../support/recording/children.ts';
import { inStudio, type Studio } from '../support/recording/studio.ts';
import { until } from '../support/recording/until.ts';

/** What is open: at the worker, in this process, and of what it has started. */
async function left({ room, worker }: Studio) {
  const { transportIds, mapConsumerIdProducerId } = await room.router.dump();
  return {
    transports: transportIds.length,
    consumers: mapConsumerIdProducerId.length,
    children: childrenOf(process.pid),
    files: descriptors(process.pid),
    workerFiles: descriptors(worker.pid),
  };
}

test('recording twenty times leaves no transport, consumer, port, process or descriptor', async () => {
  const films = await makeFilms('ann');
  await inStudio(async (studio) => {
    const ann = await studio.enter(films.ann);
    const before = await left(studio);
    for (let time = 0; time < 20; time += 1) {
      studio.ask();
      ann.agree(true);
      // oxlint-disable-next-line no-await-in-loop -- one after the other is what is tested
      await studio.flowing();
      // Some end by the person's word, while another tap may still be on its way.
      if (time % 2 === 0) ann.agree(false);
      studio.stop();
    }
    const made = () => studio.rows.all.every(({ status }) => status === 'READY');
    await until('all takes are films, or nothing', made, 60_000);
    const same = async () => isDeepStrictEqual(await left(studio), before);
    await until('all of it is gone', same).catch(() => {});
    expect(await left(studio)).toEqual(before);
    expect(studio.errors).toEqual([]);
  });
}, 120_000);
