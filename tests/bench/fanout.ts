import { median } from './support/cpu.ts';
import { fill, measure, type Load } from './support/deliveries.ts';
import { startBare, startCarrel, type Member, type Peer } from './support/peer.ts';

type Scenario = Load & {
  readonly name: string;
  readonly bound: { readonly ratio: 'cost' | 'throughput'; readonly value: number };
};

const rounds = 5;
const scenarios: readonly Scenario[] = [
  {
    name: 'one room of 100, one command in flight',
    rooms: 1,
    people: 100,
    senders: 1,
    inFlight: 1,
    deliveries: 150_000,
    bound: { ratio: 'cost', value: 1.3 },
  },
  {
    name: '50 rooms of 20, one command in flight a room',
    rooms: 50,
    people: 20,
    senders: 1,
    inFlight: 1,
    deliveries: 150_000,
    bound: { ratio: 'cost', value: 1.8 },
  },
  {
    name: 'one room of 100, everybody sends at saturation',
    rooms: 1,
    people: 100,
    senders: 100,
    inFlight: 4,
    deliveries: 600_000,
    bound: { ratio: 'throughput', value: 4 },
  },
];

/**
 * CPU of the server process, all threads, a delivery: the log is durable and the recorder writes the database. The
 * bounds compare with a bare peer that sends the same bytes, a `room:commits` frame of the shape the contract fixes
 * (about 600 bytes; bytes cost the same whoever sends them). What the ratio is to one that sends a message on as it came
 * (about 220 bytes) is printed as well.
 */
export async function run(): Promise<void> {
  for (const scenario of scenarios) {
    const peers = [await startBare(), await startBare('commits'), await startCarrel()];
    const costs = new Map<Peer, number[]>(peers.map((peer) => [peer, []]));
    const members = new Map<Peer, Member[][]>();
    for (const peer of peers) members.set(peer, await fill(peer, scenario));
    // A whole round before the first that counts: what runs once a command is compiled later than what runs a hundred times.
    for (const peer of peers) await measure(peer, members.get(peer)!, scenario);
    for (let round = 0; round < rounds; round += 1) {
      for (const peer of peers) costs.get(peer)!.push(await measure(peer, members.get(peer)!, scenario));
    }
    const [plain, bare, carrel] = peers.map((peer) => median(costs.get(peer)!)) as [number, number, number];
    report(scenario, bare, carrel);
    console.log(
      `  to a peer that sends messages on as they came (${plain.toFixed(2)}): cost ratio ${(carrel / plain).toFixed(2)}`,
    );
    for (const peer of peers) console.log(`  rounds of ${peer.name}: ${show(costs.get(peer)!)}`);
    for (const rooms of members.values()) for (const { socket } of rooms.flat()) socket.disconnect();
    for (const peer of peers) await peer.end();
  }
}

function report({ name, bound: { ratio, value } }: Scenario, bare: number, carrel: number): void {
  const shown = ratio === 'cost' ? carrel / bare : bare / carrel;
  const met = ratio === 'cost' ? shown <= value : shown >= value;
  const sense = ratio === 'cost' ? '≤' : '≥';
  console.log(`${name}: bare with the same bytes ${bare.toFixed(2)}, Carrel ${carrel.toFixed(2)} CPU-µs a delivery`);
  console.log(`  ${ratio} ratio ${shown.toFixed(2)} (bound ${sense} ${value}) ${met ? 'met' : 'MISSED'}`);
}

const show = (values: readonly number[]) => values.map((value) => value.toFixed(2)).join(' ');
