// `npm run chaos [-- --kills=50 --freezes=5 --redisKills=5 --redisRestarts=5 --cuts=5 --postgres=2 --people=30 --rooms=5
// --fsync=always --seed=…]`: breaks everything there is to break, and says what became of every promise.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { faultNames } from '../support/chaos/faults.ts';
import { drawFaults, recoveryMs, runChaos } from '../support/chaos/run.ts';

const text = (value: string) => ({ type: 'string', default: value }) as const;
const { values } = parseArgs({
  options: {
    kills: text('50'),
    freezes: text('5'),
    redisKills: text('5'),
    redisRestarts: text('5'),
    cuts: text('5'),
    postgres: text('1'),
    people: text('30'),
    rooms: text('5'),
    fsync: text('always'),
    seed: text(`${randomInt(2 ** 31)}`),
  },
});
const seed = Number(values.seed);
const faults = drawFaults(seed, {
  kill: Number(values.kills),
  freeze: Number(values.freezes),
  redisKill: Number(values.redisKills),
  redisRestart: Number(values.redisRestarts),
  redisCut: Number(values.cuts),
  postgresStop: Number(values.postgres),
});
const { breaches, acknowledged, epoch, recoveries } = await runChaos({
  seed,
  faults,
  rooms: Number(values.rooms),
  people: Number(values.people),
  fsync: values.fsync === 'everysec' ? 'everysec' : 'always',
  freezeMs: 8_000,
  postgresMs: 60_000,
  pauseMs: 100,
  calmMs: 5_000,
  log: console.log,
});

console.log(`\n${acknowledged} commands acknowledged, up to epoch ${epoch}`);
for (const name of faultNames) {
  const [p50, p99, most] = [0.5, 0.99, 1].map((part) => Math.round(recoveryMs(recoveries, name, part)));
  const count = recoveries.filter(({ fault }) => fault === name).length;
  if (count > 0)
    console.log(`${name} × ${count}: answered again after ${p50} ms (p50), ${p99} ms (p99), ${most} ms (most)`);
}
for (const breach of breaches) console.log(`BROKEN: ${breach}`);
console.log(breaches.length === 0 ? 'Every promise was kept.' : `${breaches.length} promises were broken.`);
process.exit(breaches.length === 0 ? 0 : 1);
