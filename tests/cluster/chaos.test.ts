import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { runChaos } from '../support/chaos/run.ts';

// `npm run chaos` is the long one.
test(
  'nodes are killed and frozen, Redis is killed and cut: every promise is kept, everybody agrees',
  { timeout: 120_000 },
  async () => {
    const { breaches, acknowledged, recoveries } = await runChaos({
      seed: randomInt(2 ** 31),
      rooms: 3,
      people: 12,
      fsync: 'always',
      faults: ['kill', 'redisKill', 'redisCut', 'postgresStop', 'freeze', 'kill'],
      freezeMs: 6_000,
      postgresMs: 2_000,
      pauseMs: 100,
      calmMs: 0,
      log: (line) => console.log(line),
    });
    expect(breaches).toEqual([]);
    expect(recoveries).toHaveLength(6);
    expect(acknowledged).toBeGreaterThan(100);
  },
);
