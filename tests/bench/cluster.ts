import { startCluster, type Cluster } from '../support/cluster.ts';
import { measuredEnv, startMeasured } from './support/carrel.ts';
import { cpuUs, median, percentile } from './support/cpu.ts';
import { fill, measure, type Load } from './support/deliveries.ts';
import { carrelPeer, type Member, type Peer } from './support/peer.ts';

const rounds = 5;
const local: Load = { rooms: 1, people: 100, senders: 1, inFlight: 1, deliveries: 150_000 };
const pings = 500;
const pauseMs = 5;
const secondsOfCommits = 10;
const manyRooms = 1_000;

/**
 * What several nodes cost: three of them with a Redis that syncs each write, beside a single node with SQLite. CPU is
 * that of the node's process, all threads; of Redis it says nothing.
 */
export async function run(): Promise<void> {
  const alone = await startMeasured();
  const cluster = await startCluster({ nodes: [measuredEnv, measuredEnv, measuredEnv], fsync: 'always' });
  const urls = cluster.nodes.map((_, node) => cluster.url(node));
  const single = carrelPeer('a single node', alone);
  const first = carrelPeer('a node of three', cluster.nodes[0]!.server);
  await costOfStayingOnOne(single, first, cluster);
  await latency(single, carrelPeer('two nodes', cluster.nodes[0]!.server, urls.slice(0, 2)));
  await alone.end();
  await throughput('one room, 30 people on 3 nodes', cluster, urls, { rooms: 1, people: 30, inFlight: 2 });
  await throughput(`${manyRooms} rooms over 3 nodes`, cluster, urls, { rooms: manyRooms, people: 1, inFlight: 1 });
  await cluster.close();
}

/** A room whose members are all on one node, and what another node does meanwhile that has nothing to do with it. */
async function costOfStayingOnOne(single: Peer, first: Peer, cluster: Cluster): Promise<void> {
  const idle = cluster.nodes[2]!.server.pid;
  const costs = new Map<Peer, number[]>();
  const idleCores: number[] = [];
  const rooms = new Map<Peer, Member[][]>();
  for (const peer of [single, first]) rooms.set(peer, await fill(peer, local));
  for (let round = 0; round <= rounds; round += 1) {
    for (const peer of [single, first]) {
      const before = { cpu: cpuUs(idle), at: performance.now() };
      const cost = await measure(peer, rooms.get(peer)!, local);
      // The first round warms up.
      if (round === 0) continue;
      costs.set(peer, [...(costs.get(peer) ?? []), cost]);
      if (peer === first) idleCores.push((cpuUs(idle) - before.cpu) / 1_000 / (performance.now() - before.at));
    }
  }
  for (const { socket } of [...rooms.values()].flat(2)) socket.disconnect();
  const [one, other] = [single, first].map((peer) => median(costs.get(peer)!)) as [number, number];
  for (const [peer, values] of costs)
    console.log(`  rounds of ${peer.name}: ${values.map((cost) => cost.toFixed(2)).join(' ')}`);
  console.log(
    `CPU-µs a delivery in a room of 100: a single node ${one.toFixed(2)}, a node of three ${other.toFixed(2)}`,
  );
  verdict('a room on one node, to a single node', other / one, 1.2);
  verdict('cores an idle node uses meanwhile', median(idleCores), 0.02);
}

/** From one person's sending to another's receiving: both on one node, and on two, in turn. */
async function latency(single: Peer, across: Peer): Promise<void> {
  const pairs: { peer: Peer; pair: Member[]; times: number[] }[] = [];
  for (const peer of [single, across]) {
    pairs.push({ peer, pair: (await fill(peer, { rooms: 1, people: 2 }))[0]!, times: [] });
  }
  for (let count = 0; count < pings; count += 1) {
    for (const { pair, times } of pairs) {
      const [speaker, listener] = pair as [Member, Member];
      const arrived = new Promise<number>((resolve) => {
        listener.socket.once('room:commits', () => resolve(performance.now()));
      });
      const sentAt = performance.now();
      await speaker.send();
      times.push((await arrived) - sentAt);
      await new Promise((resolve) => void setTimeout(resolve, pauseMs));
    }
  }
  for (const { peer, pair, times } of pairs) {
    const [p50, p99] = [median(times), percentile(times, 0.99)];
    console.log(`${peer.name}: from person to person p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`);
    for (const { socket } of pair) socket.disconnect();
  }
  const [alone, apart] = pairs.map(({ times }) => median(times)) as [number, number];
  verdict('across two nodes, beyond a single node, in ms', apart - alone, 1);
}

type Crowd = Pick<Load, 'rooms' | 'people' | 'inFlight'>;

/** Commands acknowledged a second, by all nodes, and how many writes in a hundred had to be decided again. */
async function throughput(name: string, cluster: Cluster, urls: readonly string[], crowd: Crowd): Promise<void> {
  const peer = carrelPeer(name, cluster.nodes[0]!.server, urls);
  const members = (await fill(peer, crowd)).flat();
  const done = new AbortController();
  let acknowledged = 0;
  const keepSending = async ({ send }: Member) => {
    while (!done.signal.aborted) {
      await send();
      acknowledged += 1;
    }
  };
  const before = await conflicts(urls);
  const startedAt = performance.now();
  setTimeout(() => done.abort(), secondsOfCommits * 1_000);
  await Promise.all(members.flatMap((member) => Array.from({ length: crowd.inFlight }, () => keepSending(member))));
  const seconds = (performance.now() - startedAt) / 1_000;
  const conflicted = (await conflicts(urls)) - before;
  for (const { socket } of members) socket.disconnect();
  const rate = (100 * conflicted) / acknowledged;
  console.log(`${name}: ${Math.round(acknowledged / seconds)} commands a second, ${rate.toFixed(1)} conflicts per 100`);
}

async function conflicts(urls: readonly string[]): Promise<number> {
  const counts = urls.map(async (url) => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(/^carrel_commit_conflicts_total (\d+)$/m.exec(text)?.[1] ?? 0);
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

function verdict(what: string, value: number, bound: number): void {
  console.log(`${what}: ${value.toFixed(3)} (bound ≤ ${bound}) ${value <= bound ? 'met' : 'MISSED'}`);
}
