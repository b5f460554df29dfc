import { randomBytes } from 'node:crypto';
import { carrelSide, type SideRoom } from './media-sides.ts';
import { deafPort, listenInfo, workerCpuUs } from './media-worker.ts';
import { parametersOf, sendRtp, type Sender, type Source, type Stream } from './rtp.ts';
import type { Consumer, Producer, Worker } from 'mediasoup/types';

const wanted = 0.7;
/** Nine of ten hear each sender. */
const peopleInRoom = 10;
const consumersInRoom = peopleInRoom * (peopleInRoom - 1);
const mostRooms = 80;
const seconds = 2;
/** What Chromium and mediasoup agree upon. */
const cryptoSuite = 'AEAD_AES_256_GCM';

type Load = { readonly consumers: number; readonly share: number };

/**
 * Adds rooms of ten, where everybody sends to the nine others, to one worker until it uses 70 % of a core. What goes out
 * is encrypted, as for browsers; what comes in, a ninth of it, is not. Nobody reads what arrives: the worker itself says
 * what it has sent, and this process only has to send.
 */
export async function carriedAtMost(what: string, stream: Stream): Promise<void> {
  const side = await carrelSide();
  const deaf = await deafPort();
  const ends: Ends = { stream, sources: [], watched: [], port: deaf.port };
  const sender = await sendRtp(ends.sources, stream);
  let below: Load = { consumers: 0, share: 0 };
  for (let rooms = 0; ;) {
    for (const target = nextRooms(rooms, below.share); rooms < target; rooms += 1) {
      await fill(await side.openRoom(), ends);
    }
    const { share, forwarded, pace } = await measure(side.worker, sender, ends);
    const now: Load = { consumers: rooms * consumersInRoom, share };
    console.log(
      `${what}, ${now.consumers} consumers: ${percent(share)} of a core; ` +
        `forwarded ${percent(forwarded)}, sent at ${percent(pace)} of the rate`,
    );
    if (share >= wanted) {
      const part = (wanted - below.share) / (share - below.share);
      const carried = Math.round(below.consumers + part * (now.consumers - below.consumers));
      console.log(`${what}: at 70 % of a core a worker carries ${carried} consumers, between the last two`);
      break;
    }
    if (rooms >= mostRooms || pace < 0.97) {
      console.log(`${what}: more than ${now.consumers} consumers could not be tried`);
      break;
    }
    below = now;
  }
  sender.close();
  await deaf.close();
  side.close();
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** Half of what seems to be missing, so that the last steps are small. */
function nextRooms(rooms: number, share: number): number {
  if (rooms === 0) return 2;
  return Math.min(mostRooms, rooms + Math.ceil(((wanted / share - 1) * rooms) / 2));
}

async function measure(worker: Worker, sender: Sender, { stream, watched }: Ends) {
  // Until everybody had a key picture.
  await sender.send(stream.packetsPerSecond, 1);
  const sentBefore = await packetsOf(watched);
  const before = { cpuUs: await workerCpuUs(worker), at: performance.now() };
  await sender.send(stream.packetsPerSecond, seconds);
  const elapsedUs = (performance.now() - before.at) * 1_000;
  const cpuUs = (await workerCpuUs(worker)) - before.cpuUs;
  const due = stream.packetsPerSecond * seconds * watched.length;
  return {
    share: cpuUs / elapsedUs,
    forwarded: ((await packetsOf(watched)) - sentBefore) / due,
    pace: (seconds * 1_000_000) / elapsedUs,
  };
}

type Ends = {
  readonly stream: Stream;
  readonly sources: Source[];
  /** One of each person's. */
  readonly watched: Consumer[];
  readonly port: number;
};

async function fill({ router, addPerson }: SideRoom, { stream, sources, watched, port }: Ends): Promise<void> {
  const people = Array.from({ length: peopleInRoom }, addPerson);
  const producers: Producer[] = [];
  for (const person of people) {
    const ssrc = sources.length + 1;
    const transport = await router.createPlainTransport({ listenInfo, comedia: true, rtcpMux: true });
    producers.push(await person.produce(transport, stream.kind, parametersOf(stream, ssrc)));
    sources.push({ port: transport.tuple.localPort, ssrc });
  }
  const encrypted = { listenInfo, rtcpMux: true, enableSrtp: true, srtpCryptoSuite: cryptoSuite } as const;
  for (const [index, person] of people.entries()) {
    const transport = await router.createPlainTransport(encrypted);
    const srtpParameters = { cryptoSuite, keyBase64: randomBytes(44).toString('base64') } as const;
    await transport.connect({ ip: '127.0.0.1', port, srtpParameters });
    const heard = producers.filter((_, other) => other !== index);
    for (const [nth, producer] of heard.entries()) {
      const consumer = await person.consume(transport, producer);
      if (nth === 0) watched.push(consumer);
    }
  }
}

/** What the worker has sent to these. */
async function packetsOf(consumers: readonly Consumer[]): Promise<number> {
  const reports = await Promise.all(consumers.map((consumer) => consumer.getStats()));
  return reports.flat().reduce((total, report) => total + (report.type === 'outbound-rtp' ? report.packetCount : 0), 0);
}
