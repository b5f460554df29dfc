import { median } from './support/cpu.ts';
import { carriedAtMost } from './support/media-load.ts';
import { bareSide, carrelSide, type Side } from './support/media-sides.ts';
import { listenInfo, workerCpuUs } from './support/media-worker.ts';
import { listenForRtp, microphone, sendRtp, speech, tilePicture, type Ears, type Source } from './support/rtp.ts';
import type { Producer } from 'mediasoup/types';

/** What goes from whom to whom is the same on both sides; `rate`: packets a second of each sender. */
type Call = {
  readonly name: string;
  readonly rooms: number;
  readonly senders: number;
  readonly receivers: number;
  /** The receivers are the senders, who do not hear themselves. */
  readonly among?: boolean;
  readonly rate: number;
};
const calls: readonly Call[] = [
  { name: '1 to 50', rooms: 1, senders: 1, receivers: 50, rate: 200 },
  { name: '10 to 10', rooms: 1, senders: 10, receivers: 10, rate: 100 },
  // The rate of microphones: 45,000 packets a second for the test to receive.
  { name: '10 rooms of 10', rooms: 10, senders: 10, receivers: 10, among: true, rate: speech.packetsPerSecond },
];
const rounds = 5;
const seconds = 3;

type Measured = { readonly cpuUs: number; readonly delivered: number; readonly due: number };

/**
 * CPU of the worker for a packet forwarded in Carrel's rooms (a router, codecs and observers of who speaks), beside
 * routers that only forward, in turn in one run. RTP comes and goes unencrypted on both, so that what is compared is what
 * a room adds; encryption adds the same to each. Then how much one worker carries, encrypted.
 */
export async function run(): Promise<void> {
  for (const call of calls) await compare(call);
  await carriedAtMost('microphones', speech);
  await carriedAtMost('cameras', tilePicture);
}

async function compare(call: Call): Promise<void> {
  const { name } = call;
  const sides = [await bareSide(), await carrelSide()] as const;
  const stages = await Promise.all(sides.map((side) => open(side, call)));
  const measured = sides.map(() => [] as Measured[]);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, stage] of stages.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- in turn, so that both meet the same machine
      const result = await stage.measure();
      // The first round warms up.
      if (round > 0) measured[index]!.push(result);
    }
  }
  const costs = measured.map((results) => results.map(({ cpuUs, due }) => cpuUs / due));
  for (const [index, side] of sides.entries()) {
    const shown = costs[index]!.map((cost) => cost.toFixed(2)).join(' ');
    const [delivered, due] = [sum(measured[index]!, 'delivered'), sum(measured[index]!, 'due')];
    console.log(`${name}, ${side.name}: CPU-µs a forwarded packet ${shown}; delivered ${delivered} of ${due}`);
  }
  const [plain, ours] = costs.map(median) as [number, number];
  const share = sum(measured[1]!, 'delivered') / sum(measured[1]!, 'due');
  console.log(`${name}: delivered ${(100 * share).toFixed(3)} % ${share >= 0.999 ? 'met' : 'MISSED'} (≥ 99.9 %)`);
  const ratio = ours / plain;
  console.log(`${name}: CPU against bare routers ${ratio.toFixed(3)} ${ratio <= 1.1 ? 'met' : 'MISSED'} (≤ 1.1)`);
  for (const stage of stages) stage.close();
}

const sum = (results: readonly Measured[], what: 'delivered' | 'due') =>
  results.reduce((total, result) => total + result[what], 0);

async function open(side: Side, { rooms, senders, receivers, among = false, rate }: Call) {
  const sources: Source[] = [];
  // A socket for each receiver, as each has one: no buffer of the test's is shared.
  const ears: Ears[] = [];
  for (let nth = 0; nth < rooms; nth += 1) {
    const room = await side.openRoom();
    const people = Array.from({ length: senders }, () => room.addPerson());
    const producers: Producer[] = [];
    for (const [index, person] of people.entries()) {
      const ssrc = sources.length + 1;
      const transport = await room.router.createPlainTransport({ listenInfo, comedia: true, rtcpMux: true });
      producers[index] = await person.produce(transport, 'audio', microphone(ssrc));
      sources.push({ port: transport.tuple.localPort, ssrc });
    }
    for (let receiver = 0; receiver < receivers; receiver += 1) {
      const ear = await listenForRtp();
      const transport = await room.router.createPlainTransport({ listenInfo, rtcpMux: true });
      await transport.connect({ ip: '127.0.0.1', port: ear.port });
      const person = among ? people[receiver]! : room.addPerson();
      const heard = among ? producers.filter((_, index) => index !== receiver) : producers;
      for (const producer of heard) await person.consume(transport, producer);
      ears.push(ear);
    }
  }
  const heard = () => ears.reduce((total, { heard: count }) => total + count(), 0);
  const sender = await sendRtp(sources, speech);
  return {
    async measure(): Promise<Measured> {
      const before = { heard: heard(), cpu: await workerCpuUs(side.worker) };
      const sent = await sender.send(rate, seconds);
      const due = sent * (among ? receivers - 1 : receivers);
      // What is on its way gets half a second; a packet later than that is of no use to a call.
      const until = performance.now() + 500;
      while (heard() - before.heard < due && performance.now() < until) {
        await new Promise((resolve) => void setTimeout(resolve, 5));
      }
      return { due, delivered: heard() - before.heard, cpuUs: (await workerCpuUs(side.worker)) - before.cpu };
    },
    close() {
      sender.close();
      for (const ear of ears) ear.close();
      side.close();
    },
  };
}
