import { randomUUID } from 'node:crypto';
import { connectionId, sessionId, userId } from '../../server/protocol/ids.ts';
import { mediaCodecs } from '../../server/media/codecs.ts';
import { MediaRoom } from '../../server/media/media-room.ts';
import { createWorkers } from '../../server/media/workers.ts';
import { median } from './support/cpu.ts';
import { listenForRtp, microphone, sendRtp, type Ears } from './support/rtp.ts';
import type { PlainTransport, Producer, Router, Worker } from 'mediasoup/types';

type Call = { readonly name: string; readonly senders: number; readonly receivers: number; readonly rate: number };
/** What goes from whom to whom is the same on both sides; `rate`: packets a second of each sender. */
const calls: readonly Call[] = [
  { name: '1 to 50', senders: 1, receivers: 50, rate: 200 },
  { name: '10 to 10', senders: 10, receivers: 10, rate: 100 },
];
const rounds = 5;
const seconds = 3;
/** Packets a second of a microphone: Opus in frames of 20 ms. */
const microphoneRate = 50;
const listenInfo = { protocol: 'udp', ip: '127.0.0.1' } as const;

/** A router with a producer for each sender and a consumer of each of them for each receiver. */
type Side = {
  readonly name: string;
  readonly worker: Worker;
  readonly router: Router;
  produce(transport: PlainTransport, ssrc: number): Promise<Producer>;
  consume(transport: PlainTransport, producer: Producer): Promise<void>;
  close(): void;
};
type Measured = { readonly cpuUs: number; readonly delivered: number; readonly due: number };

/**
 * CPU of the worker for a packet forwarded in a room of Carrel's (its router, codecs and observers of who speaks), beside
 * a router that only forwards, in turn in one run. RTP comes and goes unencrypted on both, so that what is compared is
 * what a room adds; encryption adds the same to each.
 */
export async function run(): Promise<void> {
  for (const call of calls) {
    const sides = [await bare(), await carrel()] as const;
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
    for (const [index, { name }] of sides.entries()) {
      const shown = costs[index]!.map((cost) => cost.toFixed(2)).join(' ');
      const [delivered, due] = [sum(measured[index]!, 'delivered'), sum(measured[index]!, 'due')];
      console.log(`${call.name}, ${name}: CPU-µs a forwarded packet ${shown}; delivered ${delivered} of ${due}`);
    }
    const [plain, ours] = costs.map(median) as [number, number];
    const share = sum(measured[1]!, 'delivered') / sum(measured[1]!, 'due');
    console.log(
      `${call.name}: delivered ${(100 * share).toFixed(3)} % ${share >= 0.999 ? 'met' : 'MISSED'} (≥ 99.9 %)`,
    );
    const ratio = ours / plain;
    console.log(
      `${call.name}: CPU against a bare router ${ratio.toFixed(3)} ${ratio <= 1.1 ? 'met' : 'MISSED'} (≤ 1.1)`,
    );
    const carried = Math.floor(700_000 / (ours * microphoneRate));
    console.log(`${call.name}: at this cost, 70 % of a core carries ${carried} consumers of a microphone`);
    for (const stage of stages) stage.close();
  }
}

const sum = (results: readonly Measured[], what: 'delivered' | 'due') =>
  results.reduce((total, result) => total + result[what], 0);

async function bare(): Promise<Side> {
  const mediasoup = await import('mediasoup');
  const worker = await mediasoup.createWorker({ logLevel: 'warn' });
  const router = await worker.createRouter({ mediaCodecs });
  return {
    name: 'a bare router',
    worker,
    router,
    produce: (transport, ssrc) => transport.produce({ kind: 'audio', rtpParameters: microphone(ssrc) }),
    async consume(transport, { id: producerId }) {
      await transport.consume({ producerId, rtpCapabilities: router.rtpCapabilities });
    },
    close: () => worker.close(),
  };
}

async function carrel(): Promise<Side> {
  const onDied = (error: Error) => {
    throw error;
  };
  const ports = { minPort: 41_000, maxPort: 41_099 };
  const workers = createWorkers({ count: 1, listenIp: '127.0.0.1', announcedAddress: undefined, ...ports, onDied });
  const seat = await workers.claim();
  const room = await MediaRoom.open(
    sessionId.parse(randomUUID()),
    '1',
    seat,
    () => {},
    () => {},
  );
  const join = () => {
    const id = connectionId.parse(randomUUID());
    room.join(id, userId.parse(randomUUID()));
    return room.peer(id)!;
  };
  return {
    name: 'a room',
    worker: seat.worker,
    router: room.router,
    async produce(transport, ssrc) {
      const peer = join();
      await room.produce(peer, transport, { kind: 'audio', source: 'microphone', rtpParameters: microphone(ssrc) });
      return [...peer.sent.values()][0]!.producer;
    },
    async consume(transport, { id: producerId }) {
      const peer = join();
      await room.consume(peer, transport, { producerId, rtpCapabilities: room.router.rtpCapabilities });
      for (const consumer of peer.consumers.values()) await room.resumeConsumer(consumer);
    },
    close() {
      room.close();
      workers.close();
    },
  };
}

async function open(side: Side, { senders, receivers, rate }: Call) {
  const producers: Producer[] = [];
  const sources: { port: number; ssrc: number }[] = [];
  for (let ssrc = 1; ssrc <= senders; ssrc += 1) {
    const transport = await side.router.createPlainTransport({ listenInfo, comedia: true, rtcpMux: true });
    producers.push(await side.produce(transport, ssrc));
    sources.push({ port: transport.tuple.localPort, ssrc });
  }
  // A socket for each receiver, as each has one: no buffer of the test's is shared.
  const ears: Ears[] = [];
  for (let receiver = 0; receiver < receivers; receiver += 1) {
    const ear = await listenForRtp();
    const transport = await side.router.createPlainTransport({ listenInfo, rtcpMux: true });
    await transport.connect({ ip: '127.0.0.1', port: ear.port });
    for (const producer of producers) await side.consume(transport, producer);
    ears.push(ear);
  }
  const heard = () => ears.reduce((total, { heard: count }) => total + count(), 0);
  const sender = await sendRtp(sources);
  return {
    async measure(): Promise<Measured> {
      const before = { heard: heard(), cpu: await workerCpuUs(side.worker) };
      const sent = await sender.send(rate, seconds);
      const due = sent * receivers;
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

async function workerCpuUs(worker: Worker): Promise<number> {
  const { ru_utime: user, ru_stime: system } = await worker.getResourceUsage();
  return (user + system) * 1_000;
}
