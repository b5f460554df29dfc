import type { Consumer, RtpCapabilities, Transport } from 'mediasoup/types';
import type { MediaAnswer, MediaPayload } from '../protocol/media.ts';
import type { MediaRoom } from './media-room.ts';
import type { Peer } from './peer.ts';
import { plain } from './plain.ts';

export function canConsume(room: MediaRoom, producerId: string, rtpCapabilities: unknown): boolean {
  return (
    room.sender(producerId) !== undefined &&
    room.router.canConsume({ producerId, rtpCapabilities: rtpCapabilities as RtpCapabilities })
  );
}

/**
 * Starts paused: the client has to be ready for the first picture, or it would wait for the next. `undefined`: whoever
 * asked has left meanwhile.
 */
export async function consume(
  room: MediaRoom,
  peer: Peer,
  transport: Transport,
  { producerId, rtpCapabilities }: Omit<MediaPayload<'media:consume'>, 'sessionId' | 'transportId'>,
): Promise<MediaAnswer<'media:consume'> | undefined> {
  peer.consumersToCome += 1;
  const consumer = await transport.consume({ producerId, rtpCapabilities, paused: true }).finally(() => {
    peer.consumersToCome -= 1;
  });
  if (peer.closed) {
    consumer.close();
    return undefined;
  }
  const { sessionId } = room;
  peer.consumers.set(consumer.id, consumer);
  consumer.observer.once('close', () => peer.consumers.delete(consumer.id));
  consumer.once('producerclose', () => {
    room.tell(peer, 'media:consumerClosed', { sessionId, consumerId: consumer.id });
  });
  const { kind, rtpParameters, producerPaused } = consumer;
  return { consumerId: consumer.id, producerId, kind, rtpParameters: plain(rtpParameters), producerPaused };
}

export async function resumeConsumer(consumer: Consumer): Promise<void> {
  await consumer.resume();
  if (consumer.kind === 'video') await consumer.requestKeyFrame();
}

export function setPreferredLayers(
  consumer: Consumer,
  { spatialLayer, temporalLayer }: MediaPayload<'media:setPreferredLayers'>,
): Promise<void> {
  return consumer.setPreferredLayers({ spatialLayer, ...(temporalLayer === undefined ? {} : { temporalLayer }) });
}
