import { startBalancer } from '../balancer.ts';
import { startCluster } from '../cluster.ts';
import { gatherCrowd, type Talker } from './crowd.ts';
import { faultNames, harm, type FaultName, type FaultTimes } from './faults.ts';
import { verify } from './verify.ts';

export type ChaosOptions = FaultTimes & {
  readonly seed: number;
  readonly rooms: number;
  readonly people: number;
  readonly fsync: 'always' | 'everysec';
  /** What is done, in this order: each is mended, and everybody is answered again, before the next. */
  readonly faults: readonly FaultName[];
  /** Between two messages of a person. */
  readonly pauseMs: number;
  /** Between two harms. A link of less than 5 s counts with the SDK as a failed attempt, after which it waits longer. */
  readonly calmMs: number;
  readonly log: (line: string) => void;
};

export type Recovery = { readonly fault: FaultName; readonly answeredMs: readonly number[] };
export type ChaosFigures = {
  readonly breaches: readonly string[];
  readonly acknowledged: number;
  /** The highest epoch that a room came to. */
  readonly epoch: number;
  readonly recoveries: readonly Recovery[];
};

/** Clocks of the nodes, wrong by so much. */
const skews = [0, 600_000, -600_000];
const skewFile = new URL('../skewed-clock.ts', import.meta.url).href;

/** Three nodes with wrong clocks, a crowd that talks, one harm after the other; then everything is compared. */
export async function runChaos(options: ChaosOptions): Promise<ChaosFigures> {
  const { seed, log, faults } = options;
  log(`chaos: seed ${seed}, ${options.people} people in ${options.rooms} rooms, fsync ${options.fsync}`);
  const random = randomOf(seed);
  const nodes = skews.map((skewMs) => ({
    CARREL_TEST_SKEW_MS: `${skewMs}`,
    NODE_OPTIONS: `--import=${skewFile}`,
  }));
  const cluster = await startCluster({ nodes, fsync: options.fsync });
  const balancer = await startBalancer(() => cluster.nodes.map(({ server }) => server.port));
  const talkers: Talker[] = [];
  const recoveries: Recovery[] = [];
  try {
    const { rooms, people, pauseMs } = options;
    const crowd = { url: balancer.url, rooms, people, pauseMs: () => pauseMs * (0.5 + Math.random()) };
    talkers.push(...(await gatherCrowd(crowd)));
    for (const fault of faults) {
      // Somebody should notice.
      const used = cluster.nodes.flatMap(({ server }, index) =>
        balancer.inUse().includes(server.port) ? [index] : [],
      );
      const victim = used[Math.floor(random() * used.length)] ?? 0;
      // oxlint-disable no-await-in-loop -- one harm after the other
      await new Promise((resolve) => setTimeout(resolve, options.calmMs));
      const answers = talkers.map((one) => one.nextAnswer());
      const harmed = await harm(cluster, fault, victim, options);
      const later = talkers.map((one) => one.nextAnswer());
      const answeredMs = await inTime(Promise.all(later), () => unanswered(talkers));
      await Promise.all(answers);
      await harmed.mend();
      // oxlint-enable no-await-in-loop
      recoveries.push({ fault, answeredMs });
      log(`${fault} of node ${victim + 1}: all answered again after ${Math.round(Math.max(...answeredMs))} ms`);
    }
    await Promise.all(talkers.map((one) => one.stop()));
    const { breaches, epoch } = await verify(cluster, talkers);
    const acknowledged = talkers.reduce((sum, one) => sum + one.acknowledged.size, 0);
    for (const { server, name } of cluster.nodes) {
      if (breaches.length > 0) log(`${name}:\n${server.output.slice(-20).join('\n')}`);
    }
    return { breaches, acknowledged, epoch, recoveries };
  } finally {
    for (const { client } of talkers) client.close();
    await balancer.close();
    await cluster.close();
  }
}

const patienceMs = 60_000;

/** Whoever is not answered by then never will be. */
function inTime<Value>(awaited: Promise<Value>, why: () => string): Promise<Value> {
  const late = Promise.withResolvers<Value>();
  const timer = setTimeout(() => late.reject(new Error(why())), patienceMs);
  return Promise.race([awaited, late.promise]).finally(() => clearTimeout(timer));
}

function unanswered(talkers: readonly Talker[]): string {
  const stuck = talkers.filter((one) => one.isWaiting());
  const states = stuck.map(({ client, handle }) => {
    const { room: _, ...state } = { room: null, ...handle.state.getSnapshot() };
    return JSON.stringify({ connection: client.connection.getSnapshot(), state });
  });
  return `${stuck.length} people are not answered any more:\n${states.join('\n')}`;
}

/** Faults in a random order, each kind at least so often as `counts` says. */
export function drawFaults(seed: number, counts: Readonly<Partial<Record<FaultName, number>>>): FaultName[] {
  const random = randomOf(seed);
  const all = faultNames.flatMap((name) => Array.from({ length: counts[name] ?? 0 }, () => name));
  return all
    .map((name) => ({ name, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ name }) => name);
}

/** The p-th part of the recoveries from one kind of fault took no longer, in milliseconds. */
export function recoveryMs(recoveries: readonly Recovery[], fault: FaultName, part: number): number {
  const all = recoveries.filter((one) => one.fault === fault).flatMap(({ answeredMs }) => answeredMs);
  const sorted = all.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

/** Mulberry32: numbers from 0 to 1 that are the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
