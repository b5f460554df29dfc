import { randomUUID } from 'node:crypto';
import { mediaCodecs } from '../../../server/media/codecs.ts';
import { MediaRoom } from '../../../server/media/media-room.ts';
import { consume, resumeConsumer } from '../../../server/media/receiving.ts';
import { produce } from '../../../server/media/sending.ts';
import { createWorkers } from '../../../server/media/workers.ts';
import { connectionId, sessionId, userId } from '../../../server/protocol/ids.ts';
import type { Consumer, MediaKind, PlainTransport, Producer, Router, RtpParameters, Worker } from 'mediasoup/types';

/** One worker, and rooms on it. */
export interface Side {
  readonly name: string;
  readonly worker: Worker;
  openRoom(): Promise<SideRoom>;
  close(): void;
}

export interface SideRoom {
  readonly router: Router;
  readonly addPerson: () => SidePerson;
}

export interface SidePerson {
  produce(transport: PlainTransport, kind: MediaKind, rtpParameters: RtpParameters): Promise<Producer>;
  consume(transport: PlainTransport, producer: Producer): Promise<Consumer>;
}

/** What forwards, and nothing else. */
export async function bareSide(): Promise<Side> {
  const mediasoup = await import('mediasoup');
  const worker = await mediasoup.createWorker({ logLevel: 'warn' });
  return {
    name: 'bare routers',
    worker,
    async openRoom() {
      const router = await worker.createRouter({ mediaCodecs });
      const person: SidePerson = {
        produce: (transport, kind, rtpParameters) => transport.produce({ kind, rtpParameters }),
        consume: (transport, { id: producerId }) =>
          transport.consume({ producerId, rtpCapabilities: router.rtpCapabilities }),
      };
      return { router, addPerson: () => person };
    },
    close: () => worker.close(),
  };
}

/** Carrel's rooms, with their peers and observers of who speaks. */
export async function carrelSide(): Promise<Side> {
  const onDied = (error: Error) => {
    throw error;
  };
  const ports = { minPort: 41_000, maxPort: 41_099 };
  const workers = createWorkers({ count: 1, listenIp: '127.0.0.1', announcedAddress: undefined, ...ports, onDied });
  const { worker } = await workers.claim();
  return {
    name: "Carrel's rooms",
    worker,
    async openRoom() {
      const ignore = () => {};
      const room = await MediaRoom.open(sessionId.parse(randomUUID()), '1', await workers.claim(), ignore, ignore);
      return { router: room.router, addPerson: () => personIn(room) };
    },
    close: () => workers.close(),
  };
}

function personIn(room: MediaRoom): SidePerson {
  const id = connectionId.parse(randomUUID());
  room.join(id, userId.parse(randomUUID()));
  const peer = room.peer(id)!;
  return {
    async produce(transport, kind, rtpParameters) {
      const source = kind === 'audio' ? 'microphone' : 'camera';
      const plain = rtpParameters as unknown as Parameters<typeof produce>[3]['rtpParameters'];
      const { producerId } = (await produce(room, peer, transport, { kind, source, rtpParameters: plain }))!;
      return peer.sent.get(producerId)!.producer;
    },
    async consume(transport, { id: producerId }) {
      const { consumerId } = (await consume(room, peer, transport, {
        producerId,
        rtpCapabilities: room.router.rtpCapabilities,
      }))!;
      const consumer = peer.consumers.get(consumerId)!;
      await resumeConsumer(consumer);
      return consumer;
    },
  };
}
